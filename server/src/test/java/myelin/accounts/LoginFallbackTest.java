package myelin.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Base64;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.http.Response;
import myelin.sql.Database;

/// The page for apps which do not know how to log in.
class LoginFallbackTest {

    private static final String PATH = "/_matrix/static/client/login/";

    @BothDatabases
    void thePageLogsInAndTellsTheApp(Database database) {
        String page = text(TestPeople.on(database).get(PATH));

        assertThat(page)
                .contains("<form>", "name=\"user\"", "name=\"password\"")
                .contains("fetch(\"/_matrix/client/v3/login\"")
                .contains("window.matrixLogin.onLogin(answer)");
    }

    @BothDatabases
    void itIsThereWithoutTheSlash(Database database) {
        TestPeople people = TestPeople.on(database);

        assertThat(text(people.get(PATH.substring(0, PATH.length() - 1))))
                .isEqualTo(text(people.get(PATH + "?device_id=D")));
    }

    @BothDatabases
    void nothingRunsInItButItsScript(Database database) throws Exception {
        Response page = TestPeople.on(database).get(PATH);
        String script = text(page).replaceFirst("(?s).*<script>(.*)</script>.*", "$1");
        String hash =
                Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(script.getBytes(UTF_8)));

        assertThat(page.header("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none';")
                .contains("script-src 'sha256-" + hash + "';");
    }

    /// Apps hear of the login by a frame whose address begins so; other pages must not frame this one.
    @BothDatabases
    void framesAreForAppsOnly(Database database) {
        Response page = TestPeople.on(database).get(PATH);

        assertThat(page.header("Content-Security-Policy").orElse(""))
                .contains("frame-src js:;")
                .contains("frame-ancestors 'none'");
        assertThat(page.header("X-Frame-Options")).contains("DENY");
    }

    @BothDatabases
    void wherePasswordsDoNotLogInThePageSaysSo(Database database) {
        TestPeople people = TestPeople.on(database, "password_config", "{enabled: false}");

        assertThat(text(people.get(PATH)))
                .contains("Nobody can log in here by password")
                .doesNotContain("<form>");
    }

    private static String text(Response page) {
        assertThat(page.status()).isEqualTo(200);
        return page.body() instanceof Response.Body.Bytes(byte[] bytes)
                ? new String(bytes, UTF_8)
                : "";
    }
}
