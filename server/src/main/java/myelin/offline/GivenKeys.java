package myelin.offline;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import myelin.core.crypto.VerifyKey;
import myelin.core.id.KeyId;
import myelin.core.id.ServerName;
import myelin.core.intake.KnownKey;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;

/// The keys of servers which an input brings along.
///
/// They are an object by server, whose values are objects of keys by id, each key a text or an object with `key` and
/// perhaps `valid_until_ts` or `expired_ts`; or what a server answers who is asked for its keys; or what a notary
/// answers, or an array of such answers. Keys of other algorithms than Ed25519 sign nothing, and are skipped.
final class GivenKeys implements KnownKey.Ring {
    private final Map<ServerName, Map<KeyId, KnownKey>> keys = new HashMap<>();

    private GivenKeys() {}

    static GivenKeys of(Json json) {
        GivenKeys keys = new GivenKeys();
        switch (json) {
            case JsonArray answers -> keys.addAnswers(answers);
            case JsonObject notary when notary.array("server_keys").isPresent() ->
                    keys.addAnswers(notary.array("server_keys").get());
            case JsonObject answer when answer.string("server_name").isPresent() ->
                    keys.addAnswer(answer.string("server_name").get(), answer);
            case JsonObject byServer -> byServer.forEach(keys::addServer);
            default -> throw new BadInput("keys: neither an object nor an array");
        }
        return keys;
    }

    @Override
    public Optional<KnownKey> key(ServerName server, KeyId id) {
        return Optional.ofNullable(keys.getOrDefault(server, Map.of()).get(id));
    }

    private void addAnswers(JsonArray answers) {
        for (JsonObject answer : answers.objects()) {
            String server =
                    answer.string("server_name")
                            .orElseThrow(() -> new BadInput("keys: an entry has no 'server_name'"));
            addAnswer(server, answer);
        }
    }

    private void addServer(String server, Json json) {
        if (!(json instanceof JsonObject given)) {
            throw new BadInput("keys." + server + ": no object");
        }
        if (given.object("verify_keys").isPresent()) {
            addAnswer(server, given);
        } else {
            addKeys(server, given, Long.MAX_VALUE);
        }
    }

    private void addAnswer(String server, JsonObject answer) {
        long validUntil = answer.integer("valid_until_ts").orElse(Long.MAX_VALUE);
        addKeys(server, answer.object("old_verify_keys").orElse(JsonObject.EMPTY), validUntil);
        addKeys(server, answer.object("verify_keys").orElse(JsonObject.EMPTY), validUntil);
    }

    private void addKeys(String server, JsonObject given, long validUntil) {
        ServerName name = BadInput.reading("keys." + server, () -> ServerName.parse(server));
        given.forEach((id, key) -> {
            String place = "keys." + server + "." + id;
            KeyId keyId = BadInput.reading(place, () -> KeyId.parse(id));
            if (keyId.algorithm().equals("ed25519")) {
                KnownKey known = key(place, keyId, key, validUntil);
                keys.computeIfAbsent(name, _ -> new HashMap<>()).put(keyId, known);
            }
        });
    }

    private static KnownKey key(String place, KeyId id, Json json, long validUntil) {
        JsonObject object = json instanceof JsonObject with ? with : JsonObject.EMPTY;
        Optional<String> text =
                json instanceof JsonString(String key) ? Optional.of(key) : object.string("key");
        long until =
                object.integer("expired_ts")
                        .or(() -> object.integer("valid_until_ts"))
                        .orElse(validUntil);
        return text.flatMap(key -> VerifyKey.parse(id, key))
                .map(key -> new KnownKey(key, until))
                .orElseThrow(() -> new BadInput(place + ": no Ed25519 key in base64"));
    }
}
