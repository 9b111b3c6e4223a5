package myelin.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestServer;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;

class RegistrationTokensTest {

    private static final String TOKENS = "/_synapse/admin/v1/registration_tokens";
    private static final String REGISTER = "/_synapse/admin/v1/register";
    private static final String SECRET = "registration_shared_secret: s";

    /// The token of a new administrator.
    private static String administrator(TestServer server) {
        String nonce = server.get(REGISTER).text("nonce").orElseThrow();
        return server.post(
                        REGISTER,
                        JsonObject.builder()
                                .put("nonce", nonce)
                                .put("username", "boss")
                                .put("password", "correct horse")
                                .put("admin", true)
                                .put("mac", mac(nonce + "\0boss\0correct horse\0admin"))
                                .build())
                .text("access_token")
                .orElseThrow();
    }

    private static String mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec("s".getBytes(UTF_8), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static TestAnswer asks(
            TestServer server, String token, Method method, String path, JsonObject body) {
        return server.send(Request.to(method, path).token(token).body(body).build());
    }

    private static TestAnswer make(TestServer server, String admin, JsonObject body) {
        return asks(server, admin, Method.POST, TOKENS + "/new", body);
    }

    private static boolean lets(TestServer server, String token) {
        return server.get(
                        "/_matrix/client/v1/register/m.login.registration_token/validity?token="
                                + token)
                .ok()
                .bool("valid")
                .orElseThrow();
    }

    @BothDatabases
    @Configured(SECRET)
    void aTokenThatWasMadeLetsPeopleIn(TestServer server) {
        String admin = administrator(server);
        JsonObject wanted = JsonObject.of("token", "sesame", "uses_allowed", 1);

        assertThat(make(server, admin, wanted).ok().toString())
                .isEqualTo(
                        "{\"completed\":0,\"expiry_time\":null,\"pending\":0,"
                                + "\"token\":\"sesame\",\"uses_allowed\":1}");
        assertThat(lets(server, "sesame")).isTrue();
        make(server, admin, wanted).isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    @Configured(SECRET)
    void aTokenMayBeLeftToChance(TestServer server) {
        String admin = administrator(server);

        assertThat(make(server, admin, JsonObject.EMPTY).text("token").orElseThrow()).hasSize(16);
        assertThat(make(server, admin, JsonObject.of("length", 40)).text("token").orElseThrow())
                .hasSize(40);
    }

    @BothDatabases
    @Configured(SECRET)
    void aChangeLeavesWhatItDoesNotName(TestServer server) {
        String admin = administrator(server);
        make(server, admin, JsonObject.of("token", "sesame", "uses_allowed", 3)).ok();
        long end = server.clock().millis() + 1_000;

        TestAnswer changed =
                asks(
                        server,
                        admin,
                        Method.PUT,
                        TOKENS + "/sesame",
                        JsonObject.of("expiry_time", end));

        assertThat(changed.number("uses_allowed")).isEqualTo(3);
        assertThat(changed.number("expiry_time")).isEqualTo(end);
    }

    @BothDatabases
    @Configured(SECRET)
    void theListTellsGoodTokensFromOthers(TestServer server) {
        String admin = administrator(server);
        make(server, admin, JsonObject.of("token", "good")).ok();
        make(
                        server,
                        admin,
                        JsonObject.of("token", "old", "expiry_time", server.clock().millis() + 1))
                .ok();
        server.clock().advance(Duration.ofSeconds(1));

        TestAnswer valid =
                asks(server, admin, Method.GET, TOKENS + "?valid=true", JsonObject.EMPTY);
        TestAnswer ended =
                asks(server, admin, Method.GET, TOKENS + "?valid=false", JsonObject.EMPTY);

        assertThat(valid.list("registration_tokens"))
                .extracting(token -> token.string("token").orElseThrow())
                .containsExactly("good");
        assertThat(ended.list("registration_tokens"))
                .extracting(token -> token.string("token").orElseThrow())
                .containsExactly("old");
    }

    @BothDatabases
    @Configured(SECRET)
    void aDeletedTokenIsGone(TestServer server) {
        String admin = administrator(server);
        make(server, admin, JsonObject.of("token", "sesame")).ok();
        asks(server, admin, Method.DELETE, TOKENS + "/sesame", JsonObject.EMPTY).ok();

        assertThat(lets(server, "sesame")).isFalse();
        asks(server, admin, Method.GET, TOKENS + "/sesame", JsonObject.EMPTY)
                .isError(404, "M_NOT_FOUND");
        asks(server, admin, Method.DELETE, TOKENS + "/sesame", JsonObject.EMPTY)
                .isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    @Configured(SECRET)
    void nonsenseIsRefused(TestServer server) {
        String admin = administrator(server);

        make(server, admin, JsonObject.of("token", "no blanks")).isError(400, "M_INVALID_PARAM");
        make(server, admin, JsonObject.of("length", 65)).isError(400, "M_INVALID_PARAM");
        make(server, admin, JsonObject.of("uses_allowed", -1)).isError(400, "M_INVALID_PARAM");
        make(server, admin, JsonObject.of("uses_allowed", "1")).isError(400, "M_INVALID_PARAM");
        make(server, admin, JsonObject.of("expiry_time", 1)).isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void onlyAdministratorsMayLook(TestServer server) {
        server.user("alice").get(TOKENS).isForbidden();
    }
}
