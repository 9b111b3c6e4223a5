package myelin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import myelin.config.TlsConfig;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesTest {

    @TempDir private Path folder;

    @Test
    void anRsaKeyInItsOlderFormIsRead() throws Exception {
        TlsConfig files = TestCertificate.write(folder, "RSA", "rsa.example");
        PrivateKey key = key(files);
        PrivateKeyInfo modern = PrivateKeyInfo.getInstance(key.getEncoded());
        byte[] older = modern.parsePrivateKey().toASN1Primitive().getEncoded();
        Files.writeString(files.privateKey(), TestCertificate.pem("RSA PRIVATE KEY", older));

        assertThat(key(files)).isEqualTo(key);
    }

    @Test
    void anEllipticCurveKeyInItsOlderFormIsRead() throws Exception {
        TlsConfig files = TestCertificate.write(folder, "EC", "ec.example");
        ECPrivateKey key = (ECPrivateKey) key(files);
        PrivateKeyInfo modern = PrivateKeyInfo.getInstance(key.getEncoded());
        byte[] older =
                new org.bouncycastle.asn1.sec.ECPrivateKey(
                                key.getParams().getOrder().bitLength(),
                                key.getS(),
                                modern.getPrivateKeyAlgorithm().getParameters())
                        .getEncoded();
        Files.writeString(
                files.privateKey(),
                TestCertificate.pem("EC PARAMETERS", new byte[] {5, 0})
                        + TestCertificate.pem("EC PRIVATE KEY", older));

        assertThat(((ECPrivateKey) key(files)).getS()).isEqualTo(key.getS());
    }

    @Test
    void anEncryptedKeyIsRefusedInWords() throws IOException {
        TlsConfig files = TestCertificate.write(folder, "EC", "one.example");
        Files.writeString(
                files.privateKey(),
                TestCertificate.pem("ENCRYPTED PRIVATE KEY", Base64.getDecoder().decode("AAAA")));

        assertThatThrownBy(() -> PemFiles.keyStore(files))
                .hasMessageContaining("tls.key is encrypted");
    }

    private static PrivateKey key(TlsConfig files) throws Exception {
        return (PrivateKey) PemFiles.keyStore(files).getKey("server", new char[0]);
    }
}
