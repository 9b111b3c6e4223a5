package myelin.uia;

import java.util.Optional;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;

/// How somebody says who he is.
///
/// [Identifier types](https://spec.matrix.org/v1.19/client-server-api/#identifier-types)
sealed interface Identifier {

    /// By Matrix id, whole or only its localpart.
    record User(String name) implements Identifier {}

    /// By mail address or telephone number.
    record ThirdParty(String medium, String address) implements Identifier {}

    /// The identifier of a login or of the `auth` of a request.
    ///
    /// @throws MatrixError 400 when there is none, or none that is understood
    static Identifier read(JsonObject submission) {
        Optional<String> user = submission.string("user");
        if (user.isPresent()) {
            return new User(user.get());
        }
        Optional<String> medium = submission.string("medium");
        Optional<String> address = submission.string("address");
        if (medium.isPresent() && address.isPresent()) {
            return new ThirdParty(medium.get(), address.get());
        }
        JsonObject identifier =
                submission
                        .object("identifier")
                        .filter(object -> !object.isEmpty())
                        .orElseThrow(() -> MatrixError.invalidParam("Invalid login submission"));
        return typed(identifier);
    }

    private static Identifier typed(JsonObject identifier) {
        String type =
                identifier
                        .string("type")
                        .orElseThrow(() ->
                                MatrixError.missingParam("'identifier' dict has no key 'type'"));
        return switch (type) {
            case "m.id.user" -> new User(required(identifier, "user"));
            case "m.id.thirdparty" ->
                    new ThirdParty(required(identifier, "medium"), required(identifier, "address"));
            case "m.id.phone" -> phone(identifier);
            default -> throw MatrixError.unknown("Unknown login identifier type");
        };
    }

    /// The number as it was typed, with its country: nobody can have such a one bound, so it needs no canonical form.
    private static Identifier phone(JsonObject identifier) {
        String country = required(identifier, "country");
        String phone =
                identifier
                        .string("phone")
                        .or(() -> identifier.string("number"))
                        .orElseThrow(
                                () -> MatrixError.invalidParam("Invalid phone-type identifier"));
        return new ThirdParty("msisdn", country + " " + phone);
    }

    private static String required(JsonObject identifier, String key) {
        return identifier
                .string(key)
                .orElseThrow(() ->
                        MatrixError.invalidParam("User identifier is missing '" + key + "' key"));
    }
}
