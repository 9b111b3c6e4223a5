package myelin.core.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// Ed25519 on raw keys of 32 bytes, by whatever JCA provider comes first.
///
/// Keys become JCA keys by way of their standard encodings, which every provider reads.
final class Ed25519 {
    static final String ALGORITHM = "ed25519";
    static final int KEY_LENGTH = 32;

    private static final String JCA_NAME = "Ed25519";

    /// What stands before the raw key in PKCS #8 and in X.509's SubjectPublicKeyInfo (RFC 8410).
    private static final byte[] PRIVATE_PREFIX =
            HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    static PrivateKey privateKey(byte[] seed) {
        try {
            return KeyFactory.getInstance(JCA_NAME)
                    .generatePrivate(new PKCS8EncodedKeySpec(concat(PRIVATE_PREFIX, seed)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("no provider takes an Ed25519 seed", impossible);
        }
    }

    /// @throws GeneralSecurityException if the provider sees that the bytes are no point of the curve
    static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        return KeyFactory.getInstance(JCA_NAME)
                .generatePublic(new X509EncodedKeySpec(concat(PUBLIC_PREFIX, raw)));
    }

    /// The raw public key for a seed.
    ///
    /// JCA derives no public key from a private one, but the JDK's generator makes a pair from the
    /// random bytes it draws. That it drew our seed and nothing else is checked on the private key.
    static byte[] rawPublicKey(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(JCA_NAME, "SunEC");
            generator.initialize(8 * KEY_LENGTH - 1, new Fixed(seed));
            KeyPair pair = generator.generateKeyPair();
            byte[] used = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            if (!Arrays.equals(used, seed)) {
                throw new IllegalStateException("the JDK did not make the pair from the seed");
            }
            byte[] encoded = pair.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK lacks Ed25519", impossible);
        }
    }

    static byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signature = Signature.getInstance(JCA_NAME);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot sign with Ed25519", impossible);
        }
    }

    static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(JCA_NAME);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            // The key is no point of the curve, or the signature has not the form of one.
            // Bouncy Castle says so with an IllegalArgumentException.
            return false;
        }
    }

    private static byte[] concat(byte[] prefix, byte[] key) {
        byte[] both = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, both, prefix.length, key.length);
        return both;
    }

    /// Chance that is none: always the same bytes.
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Fixed(byte[] bytes) {
            super(null, null); // no provider of chance behind it
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }
}
