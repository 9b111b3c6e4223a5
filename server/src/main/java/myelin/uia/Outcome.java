package myelin.uia;

import java.util.Map;
import myelin.core.json.JsonObject;
import myelin.http.Response;

/// Whether a request may be carried out.
public sealed interface Outcome {

    /// It may.
    ///
    /// @param session in which it was confirmed; empty when an earlier confirmation was still good
    /// @param parameters what the operation needs of the request's body, as it was last sent with any content
    /// @param completed the stages, and what each proved
    record Confirmed(String session, JsonObject parameters, Map<String, String> completed)
            implements Outcome {}

    /// More is asked of the client.
    ///
    /// @param session in which the client is to answer
    /// @param response what to answer: 401 with the flows
    record Challenged(String session, Response response) implements Outcome {}
}
