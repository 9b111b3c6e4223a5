package myelin.spec;

import java.util.List;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// One operation of the spec.
///
/// @param api the API it belongs to, within which the id is unique
/// @param id its `operationId`
/// @param method the HTTP method
/// @param path the full path with the spec's names of parameters: `/…/rooms/{roomId}/join`
/// @param security the schemes of which one suffices; an empty name where no proof is needed
/// @param limited whether it may answer 429
/// @param deprecated whether it will go
/// @param query the schema of each parameter of the query, by name
/// @param request the schema of the JSON that is sent; empty where there is none
/// @param responses the schema of the JSON by status; `3XX` for all of a kind
public record Operation(
        String api,
        String id,
        String method,
        String path,
        List<String> security,
        boolean limited,
        boolean deprecated,
        JsonObject query,
        JsonObject request,
        JsonObject responses) {

    static Operation of(JsonObject json) {
        return new Operation(
                json.string("api").orElseThrow(),
                json.string("operation").orElseThrow(),
                json.string("method").orElseThrow(),
                json.string("path").orElseThrow(),
                json.array("security").orElse(JsonArray.EMPTY).strings(),
                json.bool("limited").orElseThrow(),
                json.bool("deprecated").orElseThrow(),
                json.object("query").orElse(JsonObject.EMPTY),
                json.object("request").orElse(JsonObject.EMPTY),
                json.object("responses").orElseThrow());
    }

    @Override
    public String toString() {
        return "%s (%s %s)".formatted(id, method, path);
    }
}
