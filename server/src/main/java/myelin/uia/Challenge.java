package myelin.uia;

import java.util.List;
import java.util.Set;
import myelin.config.people.ConsentConfig;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Response;

/// What a client is told that has still to complete stages.
///
/// @param session in which it is to answer
/// @param flows any of which would do
/// @param completed the stages that are done
/// @param problem `errcode` and `error` of a stage that has just failed; empty when none has
record Challenge(String session, List<Flow> flows, Set<String> completed, JsonObject problem) {

    /// The answer: 401 with everything.
    Response response(Uia.Settings settings) {
        JsonObject params = JsonObject.EMPTY;
        if (flows.stream().anyMatch(flow -> flow.stages().contains(Stage.TERMS))) {
            params = params.with(Stage.TERMS, terms(settings));
        }
        JsonObject body =
                JsonObject.of(
                        "session", session,
                        "flows",
                                flows.stream()
                                        .map(flow -> JsonObject.of("stages", flow.stages()))
                                        .toList(),
                        "params", params);
        if (!completed.isEmpty() || !problem.isEmpty()) {
            body = body.with("completed", JsonArray.from(completed));
        }
        return Response.json(401, body.merge(problem));
    }

    /// [Terms of service at registration](https://spec.matrix.org/v1.19/client-server-api/#terms-of-service-at-registration)
    private static JsonObject terms(Uia.Settings settings) {
        ConsentConfig consent = settings.consent();
        if (consent == null) {
            return JsonObject.of("policies", JsonObject.EMPTY);
        }
        JsonObject english =
                JsonObject.of("name", consent.policyName(), "url", termsAddress(settings));
        return JsonObject.of(
                "policies",
                JsonObject.of(
                        "privacy_policy",
                        JsonObject.of("version", consent.version(), "en", english)));
    }

    /// Where the policy can be read.
    static String termsAddress(Uia.Settings settings) {
        ConsentConfig consent = settings.consent();
        return settings.server().publicBaseUrl()
                + "_matrix/consent"
                + (consent == null ? "" : "?v=" + consent.version());
    }
}
