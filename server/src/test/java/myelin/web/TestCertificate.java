package myelin.web;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import myelin.config.TlsConfig;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// A self-signed certificate in PEM files.
public final class TestCertificate {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private TestCertificate() {}

    /// Writes (or replaces) `tls.crt` and `tls.key` in a folder.
    ///
    /// @param algorithm `EC` or `RSA`
    /// @param name the host the certificate is for, beside 127.0.0.1
    public static TlsConfig write(Path folder, String algorithm, String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            KeyPair keys = generator.generateKeyPair();
            TlsConfig files = new TlsConfig(folder.resolve("tls.crt"), folder.resolve("tls.key"));
            Files.writeString(files.certificate(), pem("CERTIFICATE", certificate(keys, name)));
            Files.writeString(
                    files.privateKey(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            return files;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String label, byte[] content) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + LINES.encodeToString(content)
                + "\n-----END "
                + label
                + "-----\n";
    }

    private static byte[] certificate(KeyPair keys, String name)
            throws GeneralSecurityException, IOException {
        boolean curve = keys.getPrivate().getAlgorithm().equals("EC");
        ASN1ObjectIdentifier signed =
                curve
                        ? X9ObjectIdentifiers.ecdsa_with_SHA256
                        : PKCSObjectIdentifiers.sha256WithRSAEncryption;
        GeneralNames hosts =
                new GeneralNames(
                        new GeneralName[] {
                            new GeneralName(GeneralName.dNSName, name),
                            new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                        });
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(BigInteger.ONE));
        generator.setIssuer(new X500Name("CN=" + name));
        generator.setSubject(new X500Name("CN=" + name));
        generator.setStartDate(new Time(new DERUTCTime("700101000000Z")));
        generator.setEndDate(new Time(new DERGeneralizedTime("20990101000000Z")));
        generator.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        generator.setSignature(new AlgorithmIdentifier(signed));
        generator.setExtensions(
                new Extensions(
                        new Extension(
                                Extension.subjectAlternativeName, false, hosts.getEncoded())));
        TBSCertificate content = generator.generateTBSCertificate();
        Signature signature = Signature.getInstance(curve ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(content.getEncoded());
        return new DERSequence(
                        new ASN1Encodable[] {
                            content,
                            new AlgorithmIdentifier(signed),
                            new DERBitString(signature.sign())
                        })
                .getEncoded();
    }
}
