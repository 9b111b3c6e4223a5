package myelin.serverinfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.config.RateLimitConfig;
import myelin.config.ServerConfig;
import myelin.config.people.PasswordConfig;
import myelin.config.people.ProfileConfig;
import myelin.config.people.SessionConfig;
import myelin.config.rooms.RoomConfig;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.http.Capacity;
import myelin.http.Dispatcher;
import myelin.http.MatrixError;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Response;
import myelin.http.Route;
import myelin.limits.RateLimitOverrides;
import myelin.limits.RateLimits;
import myelin.observe.Exposition;
import myelin.observe.Metrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerInfoTest {

    @Test
    void theVersionsAreToldToAnybodyAndMayBeCached() {
        Response response = get(server(plain()), "/_matrix/client/versions");

        assertThat(response.json().array("versions").orElseThrow().strings())
                .contains("v1.1", "v1.11");
        assertThat(response.json().object("unstable_features"))
                .contains(JsonObject.of("org.example.works", true));
        assertThat(response.header("Cache-Control").orElse("")).contains("public");
        assertThat(response.header("Vary")).contains("Authorization");
    }

    @Test
    void theVersionsForAUserAreNotCached() {
        assertThat(
                        get(server(plain()), "/_matrix/client/versions?access_token=alice")
                                .header("Cache-Control")
                                .orElse(""))
                .contains("no-store");
    }

    @Test
    void capabilitiesTellRoomVersionsAndWhatMayBeChanged() {
        JsonObject capabilities =
                get(server(plain()), "/_matrix/client/v3/capabilities?access_token=alice")
                        .json()
                        .object("capabilities")
                        .orElseThrow();

        assertThat(capabilities.object("m.room_versions").orElseThrow().string("default"))
                .contains("12");
        assertThat(
                        capabilities
                                .object("m.room_versions")
                                .orElseThrow()
                                .object("available")
                                .orElseThrow())
                .returns(Optional.of("stable"), available -> available.string("12"))
                .returns(
                        Optional.of("unstable"),
                        available -> available.string("org.matrix.msc3757.11"));
        assertThat(capabilities.object("m.set_displayname"))
                .contains(JsonObject.of("enabled", true));
        assertThat(capabilities.object("org.example.may")).contains(JsonObject.of("enabled", true));
        assertThat(capabilities.object("uk.tcpip.msc4133.profile_fields"))
                .isEqualTo(capabilities.object("m.profile_fields"));
        assertThat(capabilities.object("m.profile_fields"))
                .contains(JsonObject.of("enabled", true, "disallowed", JsonArray.of("avatar_url")));
    }

    @Test
    void whatIsNotServedIsNotACapability() {
        Route changePassword =
                Route.post("/x").operation("changePassword").to(r -> JsonObject.EMPTY);

        assertThat(changesPassword(List.of())).isFalse();
        assertThat(changesPassword(List.of(changePassword))).isTrue();
    }

    @Test
    void capabilitiesNeedAToken() {
        assertThat(get(server(plain()), "/_matrix/client/v3/capabilities").status()).isEqualTo(401);
    }

    @Test
    void clientsFindTheServer() {
        assertThat(get(server(known()), "/.well-known/matrix/client").json())
                .isEqualTo(
                        JsonObject.of(
                                "m.homeserver",
                                        JsonObject.of("base_url", "https://matrix.example/"),
                                "m.identity_server",
                                        JsonObject.of("base_url", "https://id.example"),
                                "org.example.extra", 1));
    }

    @Test
    void aGuessedAddressIsNotToldToClients() {
        assertThat(get(server(plain()), "/.well-known/matrix/client").status()).isEqualTo(404);
    }

    @Test
    void serversAreSentToPort443OnlyWhenItIsConfigured() {
        assertThat(get(server(plain()), "/.well-known/matrix/server").status()).isEqualTo(404);
        assertThat(get(server(known()), "/.well-known/matrix/server").json())
                .isEqualTo(JsonObject.of("m.server", "example.org:443"));
    }

    @Test
    void theAdministratorsAddressIsTheSupport() {
        assertThat(get(server(plain()), "/.well-known/matrix/support").status()).isEqualTo(404);
        assertThat(get(server(known()), "/.well-known/matrix/support").json())
                .isEqualTo(
                        JsonObject.of(
                                "contacts",
                                JsonArray.of(
                                        JsonObject.of(
                                                "role",
                                                "m.role.admin",
                                                "email_address",
                                                "admin@example.org"))));
    }

    @Test
    void theProgramNamesItself() {
        assertThat(get(server(plain()), "/_synapse/admin/v1/server_version").json())
                .isEqualTo(JsonObject.of("server_version", "1.2.3"));
        assertThat(get(server(plain()), "/_matrix/federation/v1/version").json())
                .isEqualTo(
                        JsonObject.of(
                                "server", JsonObject.of("name", "Myelin", "version", "1.2.3")));
    }

    @Test
    void aBrowserIsWelcomed() {
        Response response = get(server(plain()), "/");

        assertThat(response.header("Content-Type").orElse("")).startsWith("text/html");
        assertThat(text(response))
                .contains("Myelin is running")
                .contains("example.org")
                .contains("enter the address of this page")
                .doesNotContain("{server}", "{address}");
    }

    /// The page told to enter the server's name, which leads nowhere while nothing is set up at that address.
    @Test
    void aBrowserIsToldTheAddressForClients() {
        assertThat(text(get(server(known()), "/_matrix/static/")))
                .contains("enter <code>https://matrix.example/</code>");
    }

    @Test
    void aBrowserIsSentToTheWebClientIfThereIsOne() {
        Response response = get(server(known()), "/");

        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("Location")).contains("https://chat.example/");
        assertThat(get(server(known()), "/_matrix/static/").status()).isEqualTo(200);
    }

    @Test
    void healthIsOk() {
        assertThat(text(get(server(plain()), "/health"))).isEqualTo("OK");
    }

    @Test
    void metricsHaveSynapsesNames() {
        Dispatcher server = server(plain());
        get(server, "/health");

        String page = text(get(server, "/_synapse/metrics"));

        assertThat(page)
                .contains(
                        "synapse_http_server_requests_received_total{method=\"GET\",server_name=\"example.org\",servlet=\"GET /health\"} 1.0")
                .contains("synapse_http_server_response_time_seconds_bucket")
                .contains("synapse_build_info{")
                .contains("process_cpu_seconds_total")
                .contains("process_resident_memory_bytes");
    }

    private static boolean changesPassword(List<Route> others) {
        return get(server(plain(), others), "/_matrix/client/v3/capabilities?access_token=alice")
                .json()
                .object("capabilities")
                .flatMap(all -> all.object("m.change_password"))
                .flatMap(one -> one.bool("enabled"))
                .orElseThrow();
    }

    private static Response get(Dispatcher server, String target) {
        return server.dispatch(Request.to(Method.GET, target).build());
    }

    private static String text(Response response) {
        return response.body() instanceof Response.Body.Bytes(byte[] bytes)
                ? new String(bytes, StandardCharsets.UTF_8)
                : "";
    }

    private static Dispatcher server(ServerConfig config) {
        return server(config, List.of());
    }

    private static Dispatcher server(ServerConfig config, List<Route> others) {
        Metrics metrics = new Metrics();
        ServerInfo info =
                new ServerInfo(
                        new ServerInfo.Settings(
                                config, profiles(), rooms(), passwords(), sessions()),
                        others,
                        List.of("org.example.works"),
                        JsonObject.of("org.example.may", JsonObject.of("enabled", true)),
                        "1.2.3",
                        new Exposition(metrics, config.serverName(), "1.2.3"));
        return new Dispatcher(
                info.routes(),
                (request, token) ->
                        new Requester(
                                UserId.parse("@" + token + ":example.org"),
                                Optional.empty(),
                                1,
                                false,
                                false,
                                false,
                                false,
                                Optional.empty()),
                request -> {
                    throw MatrixError.forbidden("No server is known here");
                },
                requester -> {},
                new RateLimits(
                        RateLimitConfig.DEFAULTS, RateLimitOverrides.NONE, InstantSource.system()),
                Capacity.ofThisProgram(),
                metrics);
    }

    private static ServerConfig plain() {
        return server(null, null, new ServerConfig.WellKnown(false, false, null, JsonObject.EMPTY));
    }

    private static ServerConfig known() {
        return server(
                "https://chat.example/",
                "mailto:admin@example.org",
                new ServerConfig.WellKnown(
                        true, true, "https://id.example", JsonObject.of("org.example.extra", 1)));
    }

    private static ServerConfig server(
            @Nullable String webClient,
            @Nullable String contact,
            ServerConfig.WellKnown wellKnown) {
        return new ServerConfig(
                ServerName.parse("example.org"),
                "https://matrix.example/",
                wellKnown,
                webClient,
                contact,
                null,
                null);
    }

    private static ProfileConfig profiles() {
        return new ProfileConfig(
                false, false, true, false, true, true, new ProfileConfig.Allowed(true, null, null));
    }

    private static RoomConfig rooms() {
        return new RoomConfig(
                RoomVersion.V12, Set.of(), JsonObject.EMPTY, false, false, List.of(), true);
    }

    private static PasswordConfig passwords() {
        return new PasswordConfig(
                true,
                true,
                true,
                "",
                12,
                new PasswordConfig.Policy(false, 0, false, false, false, false));
    }

    private static SessionConfig sessions() {
        return new SessionConfig(
                null,
                null,
                null,
                null,
                Duration.ZERO,
                null,
                new SessionConfig.LoginViaExistingSession(false, true, Duration.ofMinutes(5)));
    }
}
