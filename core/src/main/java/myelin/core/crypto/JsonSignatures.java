package myelin.core.crypto;

import java.util.List;
import java.util.Optional;
import myelin.core.id.KeyId;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonObject;

/// Signatures in the `signatures` of JSON objects.
///
/// What is signed is [CanonicalJson#lenientBytes], so that every object can be signed and events of
/// the oldest room versions can be verified. Whether an event may hold other numbers than integers is
/// for the checks of its room version to say.
///
/// See <https://spec.matrix.org/v1.19/appendices/#signing-json>.
public final class JsonSignatures {
    private static final String SIGNATURES = "signatures";
    private static final String UNSIGNED = "unsigned";

    private JsonSignatures() {}

    /// `json` with a further signature: by `key`, in the name of `entity`, a server or a user.
    public static JsonObject sign(JsonObject json, String entity, SigningKey key) {
        String signature = UnpaddedBase64.encode(key.sign(signedBytes(json)));
        JsonObject all = json.object(SIGNATURES).orElse(JsonObject.EMPTY);
        JsonObject own = all.object(entity).orElse(JsonObject.EMPTY);
        return json.with(SIGNATURES, all.with(entity, own.with(key.keyId().value(), signature)));
    }

    /// Whether `json` has a signature of `entity` by the key of this name, and it is right.
    public static boolean verify(JsonObject json, String entity, VerifyKey key) {
        Optional<byte[]> signature =
                ofEntity(json, entity)
                        .string(key.keyId().value())
                        .flatMap(UnpaddedBase64::tryDecode);
        return signature.isPresent() && key.verify(signedBytes(json), signature.get());
    }

    /// The names of those keys with which `entity` claims to have signed, and whose algorithm is known.
    public static List<KeyId> keyIds(JsonObject json, String entity) {
        return ofEntity(json, entity).keys().stream()
                .flatMap(name -> KeyId.tryParse(name).stream())
                .filter(keyId -> keyId.algorithm().equals(Ed25519.ALGORITHM))
                .toList();
    }

    private static JsonObject ofEntity(JsonObject json, String entity) {
        return json.object(SIGNATURES)
                .flatMap(signatures -> signatures.object(entity))
                .orElse(JsonObject.EMPTY);
    }

    /// "JSON is signed by encoding the JSON object without `signatures` or keys grouped as `unsigned`".
    private static byte[] signedBytes(JsonObject json) {
        return CanonicalJson.lenientBytes(json.without(SIGNATURES, UNSIGNED));
    }
}
