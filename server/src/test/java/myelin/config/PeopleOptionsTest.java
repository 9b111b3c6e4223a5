package myelin.config;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.TestServer;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import myelin.sql.Database;
import org.junit.jupiter.api.io.TempDir;

/// Options of accounts and of what the server says about itself, at work.
class PeopleOptionsTest {

    private static final String LOGIN = "/_matrix/client/v3/login";

    @TempDir private Path folder;

    @BothDatabases
    void passwordsMayBeNoneOfOurs(Database database) {
        TestPeople people = TestPeople.on(database, "password_config", "{localdb_enabled: false}");
        Person alice = people.register("alice");

        assertThat(ok(people.get(LOGIN)).array("flows").orElseThrow().toString())
                .doesNotContain("m.login.password");
        assertError(
                people.post(LOGIN, TestPeople.passwordLogin("alice", TestPeople.PASSWORD)),
                400,
                "M_UNKNOWN");
        assertThat(
                        alice.send(
                                        Method.DELETE,
                                        "/_matrix/client/v3/devices/" + alice.device(),
                                        JsonObject.of("auth", alice.auth()))
                                .status())
                .isEqualTo(401);
    }

    @BothDatabases
    void aLoginTokenMayNeedNoPassword(Database database) {
        Person alice =
                TestPeople.on(
                                database,
                                "login_via_existing_session",
                                "{enabled: true, require_ui_auth: false}")
                        .register("alice");

        Response answer = alice.post("/_matrix/client/v1/login/get_token", JsonObject.EMPTY);

        assertThat(ok(answer).string("login_token")).isPresent();
    }

    @BothDatabases
    void theTermsHaveTheNameThatTheAdministratorGivesThem(Database database) {
        TestPeople people =
                TestPeople.on(
                        database,
                        "user_consent",
                        "{version: 2.0, template_dir: '%s', require_at_registration: true, policy_name: Rules}"
                                .formatted(folder));

        assertThat(people.post("/_matrix/client/v3/register", JsonObject.EMPTY).json().toString())
                .contains("\"name\":\"Rules\"");
    }

    /// Whoever accepts the terms by a link shows that it is for him: with a key that may stand in a file.
    @BothDatabases
    void theKeyOfFormsMayStandInAFile(Database database) throws IOException {
        Path pages = Files.createDirectories(folder.resolve("en"));
        Files.writeString(pages.resolve("1.0.html"), "Be kind, {{ user }}.");
        Files.writeString(pages.resolve("success.html"), "Sweet.");
        Path key = Files.writeString(folder.resolve("form"), "hush\n");
        TestPeople people =
                TestPeople.on(
                        database,
                        "user_consent",
                        "{template_dir: '" + folder + "', version: '1.0'}",
                        "form_secret_path",
                        "'" + key + "'");
        people.register("alice");
        // The HMAC-SHA256 of alice under hush.
        String proof = "ece60c64609d3d731e9fd83fa950683152cafb52fd957648375e929f4a1b1018";

        assertThat(people.get("/_matrix/consent?u=alice&h=" + proof).status()).isEqualTo(200);
        assertThat(people.get("/_matrix/consent?u=alice&h=" + "0".repeat(64)).status())
                .isEqualTo(403);
    }

    @BothDatabases
    @Configured({
        "public_baseurl: https://matrix.test/",
        "serve_server_wellknown: true",
        "default_identity_server: https://id.test",
        "extra_well_known_client_content: {org.example.extra: 1}"
    })
    void theServerSaysWhereItIs(TestServer server) {
        assertThat(server.get("/.well-known/matrix/client").ok())
                .isEqualTo(
                        JsonObject.of(
                                "m.homeserver",
                                JsonObject.of("base_url", "https://matrix.test/"),
                                "m.identity_server",
                                JsonObject.of("base_url", "https://id.test"),
                                "org.example.extra",
                                1));
        assertThat(server.get("/.well-known/matrix/server").ok())
                .isEqualTo(JsonObject.of("m.server", "test:443"));
    }

    @BothDatabases
    @Configured("web_client_location: https://chat.test/")
    void aBrowserMayBeSentToAClient(TestServer server) {
        Response front =
                server.homeserver().dispatcher().dispatch(Request.to(Method.GET, "/").build());

        assertThat(front.header("Location")).isEqualTo(Optional.of("https://chat.test/"));
    }
}
