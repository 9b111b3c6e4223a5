package myelin.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import myelin.core.Vectors;
import myelin.core.id.KeyId;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JsonSignaturesTest {
    private static final SigningKey KEY =
            SigningKey.parseLine(
                    "ed25519 1 " + Vectors.read("json-signing.json").string("seed").orElseThrow());
    private static final JsonObject JSON = JsonObject.of("one", 1, "unsigned", JsonObject.EMPTY);

    static List<JsonObject> examplesOfTheSpec() {
        return Vectors.cases("json-signing.json");
    }

    @ParameterizedTest
    @MethodSource("examplesOfTheSpec")
    void theExamplesOfTheSpecAreSignedAlike(JsonObject example) {
        JsonObject unsigned = example.object("unsigned").orElseThrow();
        JsonObject signed = example.object("signed").orElseThrow();

        assertThat(JsonSignatures.sign(unsigned, "domain", KEY)).isEqualTo(signed);
        assertThat(JsonSignatures.verify(signed, "domain", KEY.verifyKey())).isTrue();
    }

    @Test
    void aChangedObjectIsNotSigned() {
        JsonObject signed = JsonSignatures.sign(JSON, "domain", KEY);

        assertThat(verify(signed.with("one", 2))).isFalse();
        assertThat(verify(signed.with("two", 2))).isFalse();
        assertThat(verify(signed.without("one"))).isFalse();
    }

    @Test
    void unsignedMayChange() {
        JsonObject signed = JsonSignatures.sign(JSON, "domain", KEY);

        assertThat(verify(signed.with("unsigned", JsonObject.of("age", 1)))).isTrue();
        assertThat(verify(signed.without("unsigned"))).isTrue();
    }

    @Test
    void furtherSignaturesLeaveTheFirstOnesAlone() {
        SigningKey other = SigningKey.generate("2", new Random(1));

        JsonObject signed =
                JsonSignatures.sign(
                        JsonSignatures.sign(
                                JsonSignatures.sign(JSON, "domain", KEY), "domain", other),
                        "elsewhere",
                        other);

        assertThat(verify(signed)).isTrue();
        assertThat(JsonSignatures.verify(signed, "domain", other.verifyKey())).isTrue();
        assertThat(JsonSignatures.verify(signed, "elsewhere", other.verifyKey())).isTrue();
        assertThat(JsonSignatures.verify(signed, "elsewhere", KEY.verifyKey())).isFalse();
    }

    @Test
    void malformedSignaturesAreNone() {
        for (Object signatures :
                List.<Object>of(
                        "x",
                        JsonObject.of("domain", "x"),
                        JsonObject.of("domain", JsonObject.of("ed25519:1", 1)),
                        JsonObject.of("domain", JsonObject.of("ed25519:1", "!")),
                        JsonObject.of("domain", JsonObject.of("ed25519:1", "")),
                        JsonObject.of("domain", JsonObject.of("ed25519:1", "AAAA")),
                        JsonObject.of("domain", JsonObject.of("ed25519:1", "A".repeat(86))),
                        JsonObject.of("domain", JsonObject.of("ed25519:1", "_".repeat(86))))) {
            assertThat(verify(JSON.with("signatures", signatures))).as("%s", signatures).isFalse();
        }
    }

    @Test
    void keysOfUnknownAlgorithmsAreNotNamed() {
        JsonObject json =
                JSON.with(
                        "signatures",
                        JsonObject.of(
                                "domain",
                                JsonObject.of("ed25519:a", "x", "rsa:b", "x", "nonsense", "x")));

        assertThat(JsonSignatures.keyIds(json, "domain")).containsExactly(KeyId.parse("ed25519:a"));
        assertThat(JsonSignatures.keyIds(json, "elsewhere")).isEmpty();
    }

    @Test
    void decimalsCanBeSignedToo() {
        JsonObject signed =
                JsonSignatures.sign(JSON.with("x", new JsonDecimal("1e2")), "domain", KEY);

        assertThat(verify(signed)).isTrue();
        assertThat(verify(signed.with("x", new JsonDecimal("100.0")))).isTrue();
        assertThat(verify(signed.with("x", 100))).isFalse();
    }

    private static boolean verify(JsonObject json) {
        return JsonSignatures.verify(json, "domain", KEY.verifyKey());
    }
}
