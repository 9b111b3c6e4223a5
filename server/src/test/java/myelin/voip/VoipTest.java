package myelin.voip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestServer;
import myelin.TestUser;
import myelin.config.ConfigReader;
import myelin.core.json.JsonObject;
import myelin.options.InvalidConfig;
import org.junit.jupiter.api.Test;

/// Which servers users are told of for their calls.
final class VoipTest {

    private static final String TURN = "turn_uris: ['turn:turn.example.org?transport=udp']";

    private static JsonObject turnServer(TestUser user) {
        return user.get("/voip/turnServer").ok();
    }

    @BothDatabases
    void thereIsNoServerUnlessTheConfigurationNamesOne(TestServer server) {
        assertThat(turnServer(server.user("alice"))).isEqualTo(JsonObject.EMPTY);
    }

    /// The password is what `openssl dgst -sha1 -hmac lockdown -binary | base64` says of the name.
    @BothDatabases
    @Configured({TURN, "turn_shared_secret: lockdown", "turn_user_lifetime: 1d"})
    void eachUserGetsAPasswordThatTheServersCanCheck(TestServer server) {
        JsonObject answer = turnServer(server.user("alice"));

        assertThat(answer.without("password"))
                .isEqualTo(
                        JsonObject.of(
                                "username",
                                "1767312000:@alice:test",
                                "uris",
                                List.of("turn:turn.example.org?transport=udp"),
                                "ttl",
                                86_400));
        assertThat(answer.string("password")).contains("b2k8NF//d7DammnHMrlg8CXZst8=");
    }

    @BothDatabases
    @Configured({TURN, "turn_username: all", "turn_password: of them"})
    void allUsersMayHaveTheSamePassword(TestServer server) {
        JsonObject answer = turnServer(server.user("alice"));

        assertThat(answer.string("username")).contains("all");
        assertThat(answer.string("password")).contains("of them");
        assertThat(answer.integer("ttl")).contains(3_600L);
    }

    @BothDatabases
    @Configured({"allow_guest_access: true", TURN, "turn_shared_secret: a"})
    void guestsAreToldOfThemToo(TestServer server) {
        assertThat(turnServer(server.guest()).has("uris")).isTrue();
    }

    @BothDatabases
    @Configured({
        "allow_guest_access: true",
        TURN,
        "turn_shared_secret: a",
        "turn_allow_guests: false"
    })
    void guestsAreNotToldWhenTheyShouldNotCall(TestServer server) {
        server.guest().get("/voip/turnServer").isError(403, "M_GUEST_ACCESS_FORBIDDEN");
    }

    @Test
    void serversWithoutAnyWayIntoThemAreNone() {
        assertThatExceptionOfType(InvalidConfig.class)
                .isThrownBy(() ->
                        ConfigReader.parse(
                                "server_name: test\nsigning_key: ed25519 a "
                                        + "A".repeat(43)
                                        + "\nturn_username: half\n"
                                        + TURN))
                .withMessageContaining("turn_uris needs turn_shared_secret");
    }
}
