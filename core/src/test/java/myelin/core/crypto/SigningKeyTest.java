package myelin.core.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import myelin.core.id.KeyId;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningKeyTest {
    private static final KeyId A = KeyId.parse("ed25519:a");

    /// Seed, public key, message and signature of RFC 8032, section 7.1.
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
                + "'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
                + "72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    })
    void keysAndSignaturesAreThoseOfTheStandard(
            String seed, String publicKey, String message, String signature) {
        SigningKey key = SigningKey.parseLine("ed25519 a " + UnpaddedBase64.encode(hex(seed)));

        assertThat(key.verifyKey()).isEqualTo(new VerifyKey(A, hex(publicKey)));
        assertThat(key.sign(hex(message))).isEqualTo(hex(signature));
        assertThat(key.verifyKey().verify(hex(message), hex(signature))).isTrue();
        assertThat(key.verifyKey().verify("x".getBytes(UTF_8), hex(signature))).isFalse();
    }

    @Test
    void aKeyIsReadAsItWasWritten() {
        SigningKey key = SigningKey.generate("a_ABCD", new Random(1));

        SigningKey read = SigningKey.parseLine(key.toLine() + "\n");

        assertThat(read.keyId()).isEqualTo(KeyId.parse("ed25519:a_ABCD"));
        assertThat(read.verifyKey()).isEqualTo(key.verifyKey());
        assertThat(read.toLine()).isEqualTo(key.toLine());
    }

    @Test
    void aKeyDoesNotTellItsSeed() {
        SigningKey key = SigningKey.generate("a", new Random(1));

        assertThat(key.toString()).doesNotContain(key.toLine().substring(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ed25519 a",
                "rsa a YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1",
                "ed25519 a-b YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1",
                "ed25519 a YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW",
                "ed25519 a !!DBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1"
            })
    void whatIsNoKeyIsRefusedWithoutQuotingIt(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.parseLine(line))
                .withMessageNotContaining("9Xnr2s");
    }

    @Test
    void publishedKeysHave32Bytes() {
        assertThat(VerifyKey.parse(A, "A".repeat(43))).isPresent();
        assertThat(VerifyKey.parse(A, "A".repeat(43) + "=")).isPresent();
        assertThat(VerifyKey.parse(A, "A".repeat(42))).isEmpty();
        assertThat(VerifyKey.parse(A, "!".repeat(43))).isEmpty();
        assertThat(VerifyKey.parse(KeyId.parse("rsa:a"), "A".repeat(43))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new VerifyKey(A, new byte[31]));
    }

    static List<Provider> providers() {
        return List.of(Security.getProvider("SunEC"), new BouncyCastleProvider());
    }

    /// Bouncy Castle refuses such a key with an unchecked exception, and a peer's bad key was our fault.
    @ParameterizedTest
    @MethodSource("providers")
    void bytesThatAreNoPointOfTheCurveVerifyNothing(Provider provider) {
        preferring(
                provider,
                () -> {
                    for (int i = 0; i < 256; i++) {
                        byte[] raw = new byte[32];
                        Arrays.fill(raw, (byte) i);
                        assertThat(new VerifyKey(A, raw).verify(raw, new byte[64]))
                                .as("key of bytes %d", i)
                                .isFalse();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyProviderTakesOurKeys(Provider provider) {
        SigningKey key = SigningKey.generate("a", new Random(1));
        byte[] message = {1, 2, 3};
        byte[] signature = key.sign(message);

        preferring(
                provider,
                () -> {
                    SigningKey same = SigningKey.parseLine(key.toLine());
                    assertThat(same.sign(message)).isEqualTo(signature);
                    assertThat(same.verifyKey().verify(message, signature)).isTrue();
                    assertThat(same.verifyKey().verify(message, new byte[3])).isFalse();
                });
    }

    private static void preferring(Provider provider, Runnable test) {
        List<Provider> before = List.of(Security.getProviders());
        Security.removeProvider(provider.getName());
        Security.insertProviderAt(provider, 1);
        try {
            test.run();
        } finally {
            Security.removeProvider(provider.getName());
            int place = before.indexOf(provider);
            if (place >= 0) {
                Security.insertProviderAt(provider, place + 1);
            }
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
