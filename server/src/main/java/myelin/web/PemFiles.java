package myelin.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import myelin.config.TlsConfig;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Reads a certificate and its private key from PEM files, as certbot and openssl write them.
final class PemFiles {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    private PemFiles() {}

    private record Block(String label, String base64) {
        byte[] content() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }

    /// A key store which holds the certificate with its chain and its key, under an empty password.
    ///
    /// @throws IOException when a file can't be read, or is not what it should be; the message names the file
    static KeyStore keyStore(TlsConfig files) throws IOException {
        List<Certificate> chain = certificates(files.certificate());
        PrivateKey key =
                privateKey(files.privateKey(), chain.getFirst().getPublicKey().getAlgorithm());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    files.privateKey() + " does not belong to " + files.certificate(), e);
        }
    }

    private static List<Certificate> certificates(Path file) throws IOException {
        List<Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(file)) {
                if (block.label().equals("CERTIFICATE")) {
                    chain.add(
                            factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds a broken certificate", e);
        }
        if (chain.isEmpty()) {
            throw new IOException(file + " holds no certificate in PEM form");
        }
        return chain;
    }

    private static PrivateKey privateKey(Path file, String algorithm) throws IOException {
        try {
            for (Block block : blocks(file)) {
                if (block.label().equals("ENCRYPTED PRIVATE KEY")) {
                    throw new IOException(file + " is encrypted, which is not supported");
                }
                if (block.label().endsWith("PRIVATE KEY")) {
                    return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(block)));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds no key for a certificate with " + algorithm, e);
        }
        throw new IOException(file + " holds no private key in PEM form");
    }

    /// The older forms, of RSA and of elliptic curves, are wrapped into the one which Java reads.
    private static byte[] pkcs8(Block block) throws IOException {
        return switch (block.label()) {
            case "RSA PRIVATE KEY" ->
                    new PrivateKeyInfo(
                                    new AlgorithmIdentifier(
                                            PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                                    RSAPrivateKey.getInstance(block.content()))
                            .getEncoded();
            case "EC PRIVATE KEY" -> {
                ECPrivateKey key = ECPrivateKey.getInstance(block.content());
                yield new PrivateKeyInfo(
                                new AlgorithmIdentifier(
                                        X9ObjectIdentifiers.id_ecPublicKey,
                                        key.getParametersObject()),
                                key)
                        .getEncoded();
            }
            default -> block.content();
        };
    }

    private static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }
}
