package myelin.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static myelin.Answers.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.core.id.UserId;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import myelin.sql.Database;
import myelin.users.UserRecord;
import org.junit.jupiter.api.io.TempDir;

class ConsentTest {
    private static final String PATH = "/_matrix/consent";

    /// As Synapse's example has it.
    private static final String POLICY =
            """
            {% if has_consented %}Thank you, {{ user }}.{% else %}Be kind.{% if not public_version %}
            <form method="post"><input name="v" value="{{version}}"><input name="h" value="{{userhmac}}"></form>
            {% endif %}{% endif %}\
            """;

    @TempDir private Path folder;

    @BothDatabases
    void everybodyMayReadThePolicy(Database database) throws IOException {
        Response page = people(database).get(PATH + "?v=1.0");

        assertThat(page.status()).isEqualTo(200);
        assertThat(text(page)).contains("Be kind.").doesNotContain("<form");
    }

    @BothDatabases
    void whoAcceptsThePolicyIsRemembered(Database database) throws IOException {
        TestPeople people = people(database);
        UserId alice = people.register("alice").user();
        String link = "u=alice&h=" + hmac("alice");
        assertThat(text(people.get(PATH + "?" + link))).contains("<form", hmac("alice"));

        Response accepted = post(people, "v=1.0&" + link);

        assertThat(text(accepted)).isEqualTo("Sweet.");
        assertThat(people.users().find(alice).flatMap(UserRecord::consentVersion)).contains("1.0");
        assertThat(text(people.get(PATH + "?" + link))).contains("Thank you, alice.");
    }

    @BothDatabases
    void nobodyAcceptsForOthers(Database database) throws IOException {
        TestPeople people = people(database);
        people.register("alice");

        assertError(post(people, "v=1.0&u=alice&h=" + hmac("bob")), 403, "M_FORBIDDEN");
        assertError(people.get(PATH + "?u=alice"), 403, "M_FORBIDDEN");
        assertError(post(people, "v=1.0&u=alice"), 400, "M_MISSING_PARAM");
        assertError(people.get(PATH + "?u=carol&h=" + hmac("carol")), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void onlyPagesOfThePolicyAreShown(Database database) throws IOException {
        TestPeople people = people(database);
        Files.writeString(folder.resolve("secret.html"), "secret");

        assertError(people.get(PATH + "?v=2.0"), 404, "M_NOT_FOUND");
        assertError(people.get(PATH + "?v=..%2Fsecret"), 404, "M_NOT_FOUND");
    }

    private TestPeople people(Database database) throws IOException {
        Path pages = Files.createDirectories(folder.resolve("en"));
        Files.writeString(pages.resolve("1.0.html"), POLICY);
        Files.writeString(pages.resolve("success.html"), "Sweet.");
        return TestPeople.on(
                database,
                "user_consent",
                "{template_dir: '" + folder + "', version: '1.0'}",
                "form_secret",
                "hush");
    }

    private static Response post(TestPeople people, String form) {
        return people.send(Request.to(Method.POST, PATH).body(form.getBytes(UTF_8)).build());
    }

    private static String text(Response page) {
        return page.body() instanceof Response.Body.Bytes(byte[] bytes)
                ? new String(bytes, UTF_8)
                : "";
    }

    private static String hmac(String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("hush".getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(name.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
