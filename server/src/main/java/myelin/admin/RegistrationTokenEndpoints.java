package myelin.admin;

import static myelin.http.Caller.ADMIN;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.crypto.RandomText;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.sql.Database;
import myelin.uia.RegistrationToken;
import myelin.uia.RegistrationTokens;

/// The tokens that let people register: listing, making, changing and deleting them.
final class RegistrationTokenEndpoints {

    private static final String BASE = "/_synapse/admin/v1/registration_tokens";
    private static final String ONE = BASE + "/{token}";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{1,64}");
    private static final int LONGEST = 64;
    private static final int USUAL_LENGTH = 16;

    private final Database database;
    private final RegistrationTokens tokens;
    private final InstantSource clock;

    RegistrationTokenEndpoints(Database database, RegistrationTokens tokens, InstantSource clock) {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(BASE).caller(ADMIN).synapse().to(this::list),
                Route.post(BASE + "/new").caller(ADMIN).synapse().to(this::make),
                Route.get(ONE).caller(ADMIN).synapse().to(this::show),
                Route.put(ONE).caller(ADMIN).synapse().to(this::change),
                Route.delete(ONE).caller(ADMIN).synapse().to(this::delete));
    }

    private JsonObject list(Request request) {
        Optional<Boolean> valid = request.queryFlag("valid");
        List<JsonObject> wanted =
                database.read(tokens::all).stream()
                        .filter(token ->
                                valid.isEmpty() || valid.get() == token.isValid(clock.millis()))
                        .map(RegistrationTokenEndpoints::json)
                        .toList();
        return JsonObject.of("registration_tokens", JsonArray.from(wanted));
    }

    private JsonObject show(Request request) {
        return json(token(request.path("token")));
    }

    private JsonObject make(Request request) {
        JsonObject body = request.body();
        String token = body.has("token") ? chosen(body) : random(body);
        Optional<Long> uses = uses(body);
        Optional<Long> expiry = expiry(body);
        if (!database.transact(tx -> tokens.create(tx, token, uses, expiry))) {
            throw MatrixError.invalidParam("Token already exists: " + token);
        }
        return json(token(token));
    }

    private JsonObject change(Request request) {
        JsonObject body = request.body();
        RegistrationToken before = token(request.path("token"));
        Optional<Long> uses = body.has("uses_allowed") ? uses(body) : before.usesAllowed();
        Optional<Long> expiry = body.has("expiry_time") ? expiry(body) : before.expiryTs();
        database.transact(tx -> tokens.change(tx, before.token(), uses, expiry));
        return json(token(before.token()));
    }

    private JsonObject delete(Request request) {
        RegistrationToken token = token(request.path("token"));
        database.transact(tx -> tokens.delete(tx, token.token()));
        return JsonObject.EMPTY;
    }

    private RegistrationToken token(String token) {
        return database.read(tx -> tokens.find(tx, token))
                .orElseThrow(() -> MatrixError.notFound("No such registration token: " + token));
    }

    private static String chosen(JsonObject body) {
        return body.string("token")
                .filter(token -> TOKEN.matcher(token).matches())
                .orElseThrow(() ->
                        MatrixError.invalidParam(
                                "'token' must be 1 to 64 of the characters A-Z a-z 0-9 . _ ~ -"));
    }

    private static String random(JsonObject body) {
        long length = number(body, "length").orElse((long) USUAL_LENGTH);
        if (length < 1 || length > LONGEST) {
            throw MatrixError.invalidParam("'length' must be 1 to " + LONGEST);
        }
        return RandomText.ofBytes(LONGEST).substring(0, (int) length);
    }

    private static Optional<Long> uses(JsonObject body) {
        Optional<Long> uses = number(body, "uses_allowed");
        if (uses.filter(number -> number < 0).isPresent()) {
            throw MatrixError.invalidParam("'uses_allowed' must not be negative");
        }
        return uses;
    }

    private Optional<Long> expiry(JsonObject body) {
        Optional<Long> expiry = number(body, "expiry_time");
        if (expiry.filter(end -> end < clock.millis()).isPresent()) {
            throw MatrixError.invalidParam("'expiry_time' must not be in the past");
        }
        return expiry;
    }

    /// A whole number; empty when it is absent or null.
    private static Optional<Long> number(JsonObject body, String key) {
        Json value = body.value(key).orElse(JsonNull.INSTANCE);
        return switch (value) {
            case JsonInteger(long number) -> Optional.of(number);
            case JsonNull _ -> Optional.empty();
            case JsonString _, JsonDecimal _, JsonBoolean _, JsonArray _, JsonObject _ ->
                    throw MatrixError.invalidParam("'" + key + "' must be a whole number or null");
        };
    }

    private static JsonObject json(RegistrationToken token) {
        return JsonObject.builder()
                .put("token", token.token())
                .put("uses_allowed", orNull(token.usesAllowed()))
                .put("pending", token.pending())
                .put("completed", token.completed())
                .put("expiry_time", orNull(token.expiryTs()))
                .build();
    }

    private static Json orNull(Optional<Long> number) {
        return number.<Json>map(JsonInteger::of).orElse(JsonNull.INSTANCE);
    }
}
