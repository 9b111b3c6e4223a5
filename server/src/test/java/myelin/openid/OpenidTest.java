package myelin.openid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Proving to others who one is.
final class OpenidTest {

    private static String token(TestUser user) {
        return user.post("/user/" + user + "/openid/request_token")
                .text("access_token")
                .orElseThrow();
    }

    private static TestAnswer exchange(TestServer server, String token) {
        return server.get("/_matrix/federation/v1/openid/userinfo?access_token=" + token);
    }

    @BothDatabases
    void aTokenTellsWhoTheUserIs(TestServer server) {
        TestUser alice = server.user("alice");

        JsonObject answer = alice.post("/user/" + alice + "/openid/request_token").ok();

        assertThat(answer.without("access_token"))
                .isEqualTo(
                        JsonObject.of(
                                "token_type",
                                "Bearer",
                                "matrix_server_name",
                                "test",
                                "expires_in",
                                3600));
        assertThat(exchange(server, answer.string("access_token").orElseThrow()).ok())
                .isEqualTo(JsonObject.of("sub", alice.id()));
    }

    @BothDatabases
    void itIsGoodForAnHourAndForNothingElse(TestServer server) {
        TestUser alice = server.user("alice");
        String token = token(alice);

        server.get("/_matrix/client/v3/account/whoami?access_token=" + token)
                .isError(401, "M_UNKNOWN_TOKEN");
        server.clock().advance(Duration.ofMinutes(59));
        exchange(server, token).ok();
        server.clock().advance(Duration.ofMinutes(2));
        exchange(server, token).isError(401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void strangersAndTheDeactivatedHaveNone(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        String token = token(alice);

        bob.post("/user/" + alice + "/openid/request_token").isForbidden();
        exchange(server, "nonsense").isError(401, "M_UNKNOWN_TOKEN");
        server.get("/_matrix/federation/v1/openid/userinfo").isError(401, "M_MISSING_TOKEN");
        assertThat(server.guest().post("/user/" + alice + "/openid/request_token").text("errcode"))
                .isEqualTo(Optional.of("M_GUEST_ACCESS_FORBIDDEN"));
        alice.erasesHimself();
        exchange(server, token).isError(401, "M_UNKNOWN_TOKEN");
    }
}
