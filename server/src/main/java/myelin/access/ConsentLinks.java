package myelin.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import myelin.config.people.ConsentConfig;
import org.jspecify.annotations.Nullable;

/// Links to the privacy policy that name a user, signed as Synapse signs them. Immutable.
public final class ConsentLinks {

    private final @Nullable String secret;

    public ConsentLinks(ConsentConfig config) {
        this.secret = config.formSecret();
    }

    /// The address at which a user accepts the policy; without a signature where there is no secret.
    ///
    /// @param baseUrl where the server is, ending in `/`
    /// @param name the localpart of the user
    String address(String baseUrl, String name) {
        String signature = secret == null ? "" : hmac(secret, name);
        return baseUrl + "_matrix/consent?u=" + URLEncoder.encode(name, UTF_8) + "&h=" + signature;
    }

    /// Whether a name was signed here.
    public boolean isSigned(String name, String signature) {
        return secret != null
                && MessageDigest.isEqual(
                        hmac(secret, name).getBytes(UTF_8), signature.getBytes(UTF_8));
    }

    private static String hmac(String secret, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(name.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
