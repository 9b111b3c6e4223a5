package myelin.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.security.Security;
import myelin.core.crypto.SigningKey;
import org.junit.jupiter.api.Test;

class CryptoTest {

    @Test
    void signaturesFitWhoeverMakesThem() {
        SigningKey key = SigningKey.generate("a_1", new SecureRandom());
        byte[] message = {1, 2, 3};
        byte[] before = key.sign(message);

        Crypto.install();
        byte[] after = SigningKey.parseLine(key.toLine()).sign(message);

        assertThat(after).isEqualTo(before);
        assertThat(key.verifyKey().verify(message, after)).isTrue();
    }

    @Test
    void installingTwiceInstallsOne() {
        Crypto.install();
        int providers = Security.getProviders().length;
        Crypto.install();
        assertThat(Security.getProviders()).hasSize(providers);
    }
}
