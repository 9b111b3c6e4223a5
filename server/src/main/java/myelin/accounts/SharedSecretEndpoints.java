package myelin.accounts;

import static myelin.http.Caller.ANYONE;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.users.Mark;
import myelin.users.Passwords;
import org.jspecify.annotations.Nullable;

/// Registration by whoever knows the shared secret of the configuration, as Synapse's `register_new_matrix_user` does.
///
/// A nonce tells its time and bears our seal, so that any node knows it again. It may be used twice within its minute:
/// the second time its name is taken.
final class SharedSecretEndpoints {

    private static final String PATH = "/_synapse/admin/v1/register";
    private static final Duration NONCE_LIFETIME = Duration.ofSeconds(60);
    private static final int RANDOM_BYTES = 24;
    private static final int STAMP_BYTES = RANDOM_BYTES + Long.BYTES;
    private static final int MAX_LENGTH = 512;
    private static final Set<String> USER_TYPES = Set.of("support", "bot");

    private final @Nullable String secret;
    private final InstantSource clock;
    private final Passwords passwords;
    private final Registration registration;
    private final Sessions sessions;
    private final SecureRandom random = new SecureRandom();

    SharedSecretEndpoints(Accounts.Parts parts, Registration registration, Sessions sessions) {
        this.secret = parts.settings().registration().registrationSharedSecret();
        this.clock = parts.clock();
        this.passwords = parts.users().passwords();
        this.registration = registration;
        this.sessions = sessions;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH).synapse().caller(ANYONE).to(this::nonce),
                Route.post(PATH).synapse().caller(ANYONE).to(this::register));
    }

    private JsonObject nonce(Request request) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        byte[] stamp = ByteBuffer.allocate(STAMP_BYTES).put(bytes).putLong(clock.millis()).array();
        return JsonObject.of("nonce", HexFormat.of().formatHex(sealed(stamp)));
    }

    /// @param mac HMAC-SHA1 of nonce, username, password, `admin` or `notadmin`, and the type, with NUL between them
    record Register(
            String nonce,
            String username,
            String password,
            String mac,
            @Nullable Boolean admin,
            @Nullable String userType,
            @Nullable String displayname,
            @Nullable Boolean inhibitLogin,
            @Nullable String deviceId,
            @Nullable String initialDeviceDisplayName,
            @Nullable Boolean refreshToken) {

        boolean isAdmin() {
            return Boolean.TRUE.equals(admin);
        }
    }

    private JsonObject register(Request request) {
        Register body = request.body(Register.class);
        requireFresh(body.nonce());
        requireSane("username", body.username());
        requireSane("password", body.password());
        if (body.userType() != null && !USER_TYPES.contains(body.userType())) {
            throw MatrixError.unknown("Invalid user type");
        }
        byte[] given = body.mac().getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(mac(body).getBytes(StandardCharsets.UTF_8), given)) {
            throw MatrixError.forbidden("HMAC incorrect");
        }
        UserId user =
                registration.register(
                        new Registration.Newcomer(
                                Optional.of(body.username().toLowerCase(Locale.ROOT)),
                                Optional.of(passwords.hash(body.password())),
                                Optional.ofNullable(body.displayname()),
                                Optional.ofNullable(body.userType()),
                                body.isAdmin() ? EnumSet.of(Mark.ADMIN) : Set.of()));
        if (Boolean.TRUE.equals(body.inhibitLogin())) {
            return JsonObject.of("user_id", user, "home_server", user.server());
        }
        return sessions.open(
                user,
                new Sessions.Wish(
                        body.deviceId(), body.initialDeviceDisplayName(), body.refreshToken()));
    }

    private void requireFresh(String nonce) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(nonce);
        } catch (IllegalArgumentException notHex) {
            throw MatrixError.unknown("unrecognised nonce");
        }
        if (bytes.length < STAMP_BYTES
                || !MessageDigest.isEqual(bytes, sealed(Arrays.copyOf(bytes, STAMP_BYTES)))
                || isOld(ByteBuffer.wrap(bytes).getLong(RANDOM_BYTES))) {
            throw MatrixError.unknown("unrecognised nonce");
        }
    }

    private boolean isOld(long ts) {
        return clock.millis() - ts > NONCE_LIFETIME.toMillis();
    }

    private static void requireSane(String name, String value) {
        if (value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
            throw MatrixError.unknown("Invalid " + name);
        }
    }

    private String mac(Register body) {
        String signed =
                String.join(
                        "\0",
                        body.nonce(),
                        body.username(),
                        body.password(),
                        body.isAdmin() ? "admin" : "notadmin");
        String type = body.userType();
        String whole = type == null || type.isEmpty() ? signed : signed + "\0" + type;
        return HexFormat.of().formatHex(hmac("HmacSHA1", whole.getBytes(StandardCharsets.UTF_8)));
    }

    /// The stamp with our seal behind it.
    private byte[] sealed(byte[] stamp) {
        byte[] seal = hmac("HmacSHA256", stamp);
        return ByteBuffer.allocate(stamp.length + seal.length).put(stamp).put(seal).array();
    }

    private byte[] hmac(String algorithm, byte[] message) {
        if (secret == null || secret.isEmpty()) {
            throw MatrixError.unknown("Shared secret registration is not enabled");
        }
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
