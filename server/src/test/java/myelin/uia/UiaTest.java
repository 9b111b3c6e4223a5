package myelin.uia;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import myelin.sql.Database;
import org.junit.jupiter.api.io.TempDir;

class UiaTest {

    private static final String REGISTER = "/_matrix/client/v3/register";
    private static final String VALIDITY =
            "/_matrix/client/v1/register/m.login.registration_token/validity?token=";
    private static final JsonObject DUMMY = JsonObject.of("type", "m.login.dummy");

    @TempDir Path templates;

    @BothDatabases
    void aWrongPasswordIsSaidAndMayBeTriedAgain(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        String device = "/_matrix/client/v3/devices/" + alice.device();
        JsonObject wrong = TestPeople.passwordLogin("alice", "wrong");

        Response first = alice.send(Method.DELETE, device, JsonObject.of("auth", wrong));

        assertError(first, 401, "M_FORBIDDEN");
        assertThat(first.json().has("flows")).isTrue();
        String session = first.json().string("session").orElseThrow();
        ok(
                alice.send(
                        Method.DELETE,
                        device,
                        JsonObject.of("auth", alice.auth().with("session", session))));
    }

    @BothDatabases
    void somebodyElsesPasswordIsForbidden(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person bob = people.register("bob");

        assertError(
                alice.send(
                        Method.DELETE,
                        "/_matrix/client/v3/devices/" + alice.device(),
                        JsonObject.of("auth", bob.auth())),
                403,
                "M_FORBIDDEN");
        ok(alice.whoami());
    }

    @BothDatabases
    void aSessionIsGoodForItsOwnRequestOnly(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        String session =
                alice.delete("/_matrix/client/v3/devices/A").json().string("session").orElseThrow();

        assertError(
                alice.send(
                        Method.DELETE,
                        "/_matrix/client/v3/devices/B",
                        JsonObject.of("auth", alice.auth().with("session", session))),
                403,
                "M_FORBIDDEN");
    }

    @BothDatabases
    void aSessionIsGoodForItsOwnUserOnly(Database database) {
        TestPeople people = TestPeople.on(database);
        String session =
                people.register("alice")
                        .delete("/_matrix/client/v3/devices/A")
                        .json()
                        .string("session")
                        .orElseThrow();
        Person bob = people.register("bob");

        assertError(
                bob.send(
                        Method.DELETE,
                        "/_matrix/client/v3/devices/A",
                        JsonObject.of("auth", bob.auth().with("session", session))),
                403,
                "M_FORBIDDEN");
    }

    @BothDatabases
    void anUnknownSessionIsRefused(Database database) {
        assertError(
                TestPeople.on(database)
                        .post(
                                REGISTER,
                                JsonObject.of(
                                        "password",
                                        "x",
                                        "auth",
                                        DUMMY.with("session", "nonsense"))),
                400,
                "M_UNKNOWN");
    }

    @BothDatabases
    void aSessionIsForgottenAfterTwoDays(Database database) {
        TestPeople people = TestPeople.on(database);
        String session =
                people.post(REGISTER, JsonObject.EMPTY).json().string("session").orElseThrow();

        people.clock().advance(Duration.ofHours(49));

        assertError(
                people.post(
                        REGISTER,
                        JsonObject.of("password", "x", "auth", DUMMY.with("session", session))),
                400,
                "M_UNKNOWN");
    }

    @BothDatabases
    void aSessionBegunOnOneNodeIsFinishedOnAnother(Database database) {
        JsonObject body = JsonObject.of("username", "alice", "password", "x");
        String session =
                TestPeople.on(database).post(REGISTER, body).json().string("session").orElseThrow();

        ok(
                TestPeople.on(database)
                        .post(REGISTER, body.with("auth", DUMMY.with("session", session))));
    }

    @BothDatabases
    void theSessionAloneBringsBackWhatWasSaidBefore(Database database) {
        TestPeople people = withToken(database);
        String session =
                people.post(
                                REGISTER,
                                JsonObject.of("username", "alice", "password", TestPeople.PASSWORD))
                        .json()
                        .string("session")
                        .orElseThrow();
        people.post(REGISTER, JsonObject.of("auth", token("sesame").with("session", session)));

        ok(people.post(REGISTER, JsonObject.of("auth", DUMMY.with("session", session))));

        people.login("alice");
    }

    @BothDatabases
    void oneConfirmationCoversTheNextRequestsWhereItIsConfigured(Database database) {
        TestPeople people = TestPeople.on(database, "ui_auth", "{session_timeout: 1m}");
        Person alice = people.register("alice");
        ok(
                alice.send(
                        Method.DELETE,
                        "/_matrix/client/v3/devices/A",
                        JsonObject.of("auth", alice.auth())));

        ok(alice.delete("/_matrix/client/v3/devices/B"));

        people.clock().advance(Duration.ofMinutes(2));
        assertThat(alice.delete("/_matrix/client/v3/devices/C").status()).isEqualTo(401);
    }

    @BothDatabases
    void oneConfirmationNeverCoversADeactivation(Database database) {
        TestPeople people = TestPeople.on(database, "ui_auth", "{session_timeout: 1m}");
        Person alice = people.register("alice");
        ok(
                alice.send(
                        Method.DELETE,
                        "/_matrix/client/v3/devices/A",
                        JsonObject.of("auth", alice.auth())));

        assertThat(alice.post("/_matrix/client/v3/account/deactivate", JsonObject.EMPTY).status())
                .isEqualTo(401);
    }

    @BothDatabases
    void aRegistrationTokenIsAskedFor(Database database) {
        Response response = withToken(database).post(REGISTER, JsonObject.EMPTY);

        assertThat(response.json().array("flows"))
                .contains(
                        JsonArray.of(
                                JsonObject.of(
                                        "stages",
                                        List.of("m.login.registration_token", "m.login.dummy"))));
    }

    @BothDatabases
    void stagesAreCompletedInTheirOrder(Database database) {
        TestPeople people = withToken(database);

        Response early = people.post(REGISTER, JsonObject.of("password", "x", "auth", DUMMY));

        assertError(early, 401, "M_FORBIDDEN");
        assertThat(early.json().array("completed")).contains(JsonArray.EMPTY);
    }

    @BothDatabases
    void aGoodTokenLetsANewcomerIn(Database database) {
        TestPeople people = withToken(database);

        Response first =
                people.post(
                        REGISTER,
                        JsonObject.of(
                                "username", "alice", "password", "x", "auth", token("sesame")));

        assertThat(first.status()).isEqualTo(401);
        assertThat(first.json().array("completed"))
                .contains(JsonArray.of("m.login.registration_token"));
        assertThat(first.json().has("errcode")).isFalse();
        ok(finish(people, first));
    }

    @BothDatabases
    void aWrongTokenIsUnauthorized(Database database) {
        Response response =
                withToken(database)
                        .post(
                                REGISTER,
                                JsonObject.of("password", "x", "auth", token("abracadabra")));

        assertError(response, 401, "M_UNAUTHORIZED");
        assertThat(response.json().has("flows")).isTrue();
    }

    @BothDatabases
    void aTokenForOneUseIsHeldAndThenUsedUp(Database database) {
        TestPeople people = withToken(database);

        Response first =
                people.post(REGISTER, JsonObject.of("password", "x", "auth", token("sesame")));
        assertThat(ok(people.get(VALIDITY + "sesame")).bool("valid")).contains(false);
        ok(finish(people, first));

        RegistrationToken used =
                database.read(tx -> people.uia().registrationTokens().find(tx, "sesame"))
                        .orElseThrow();
        assertThat(used.completed()).isEqualTo(1);
        assertThat(used.pending()).isZero();
    }

    @BothDatabases
    void aTokenWhoseHolderNeverCameBackIsGoodAgain(Database database) {
        TestPeople people = withToken(database);
        people.post(REGISTER, JsonObject.of("password", "x", "auth", token("sesame")));

        people.clock().advance(Duration.ofHours(49));
        people.post(REGISTER, JsonObject.EMPTY);

        assertThat(ok(people.get(VALIDITY + "sesame")).bool("valid")).contains(true);
    }

    @BothDatabases
    void aUsedTokenStaysUsedWhenItsSessionIsForgotten(Database database) {
        TestPeople people = withToken(database);
        Response first =
                people.post(REGISTER, JsonObject.of("password", "x", "auth", token("sesame")));
        ok(finish(people, first));

        people.clock().advance(Duration.ofHours(49));
        people.post(REGISTER, JsonObject.EMPTY);

        assertThat(ok(people.get(VALIDITY + "sesame")).bool("valid")).contains(false);
    }

    @BothDatabases
    void aTokenEnds(Database database) {
        TestPeople people = withToken(database);
        long inAnHour = people.clock().millis() + 3_600_000;
        database.write(tx ->
                people.uia()
                        .registrationTokens()
                        .create(tx, "short", Optional.empty(), Optional.of(inAnHour)));
        assertThat(ok(people.get(VALIDITY + "short")).bool("valid")).contains(true);

        people.clock().advance(Duration.ofMinutes(61));

        assertThat(ok(people.get(VALIDITY + "short")).bool("valid")).contains(false);
    }

    @BothDatabases
    void anUnknownTokenIsNotValid(Database database) {
        assertThat(ok(withToken(database).get(VALIDITY + "abracadabra")).bool("valid"))
                .contains(false);
    }

    @BothDatabases
    void theTokenMayBeTypedIntoAPage(Database database) {
        TestPeople people = withToken(database);
        String session =
                people.post(REGISTER, JsonObject.of("username", "alice", "password", "x"))
                        .json()
                        .string("session")
                        .orElseThrow();
        String page = "/_matrix/client/v3/auth/m.login.registration_token/fallback/web";
        assertThat(text(people.get(page + "?session=" + session)))
                .contains("name=\"token\"", session);

        assertThat(text(form(people, page, "session=" + session + "&token=wrong")))
                .contains("Invalid registration token");
        assertThat(text(form(people, page, "session=" + session + "&token=sesame")))
                .contains("window.onAuthDone");

        ok(people.post(REGISTER, JsonObject.of("auth", DUMMY.with("session", session))));
    }

    @BothDatabases
    void thePageOfAnUnknownSessionSaysSo(Database database) {
        String page = "/_matrix/client/v3/auth/m.login.terms/fallback/web";

        assertThat(text(form(TestPeople.on(database), page, "session=nonsense")))
                .contains("Unknown session");
    }

    @BothDatabases
    void aPageShowsNoMarkupOfOthers(Database database) {
        String page =
                "/_matrix/client/v3/auth/m.login.terms/fallback/web?session=%22%3E%3Cscript%3E";

        assertThat(text(TestPeople.on(database).get(page))).doesNotContain("\"><script>");
    }

    /// Whoever clicks on another page must not accept the terms here.
    @BothDatabases
    void noOtherPageShowsOneInAFrame(Database database) {
        Response page =
                TestPeople.on(database)
                        .get("/_matrix/client/v3/auth/m.login.terms/fallback/web?session=a");

        assertThat(page.header("X-Frame-Options")).contains("DENY");
        assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    }

    @BothDatabases
    void anUnknownStageHasNoPage(Database database) {
        assertError(
                TestPeople.on(database)
                        .get("/_matrix/client/v3/auth/m.login.magic/fallback/web?session=a"),
                404,
                "M_NOT_FOUND");
    }

    @BothDatabases
    void theTermsAreShownAndTheirAcceptanceIsKept(Database database) {
        TestPeople people =
                TestPeople.on(
                        database,
                        "user_consent",
                        "{version: 2.0, template_dir: '%s', require_at_registration: true}"
                                .formatted(templates));
        Response first = people.post(REGISTER, JsonObject.of("username", "alice", "password", "x"));
        assertThat(first.json().array("flows"))
                .contains(
                        JsonArray.of(
                                JsonObject.of(
                                        "stages", List.of("m.login.terms", "m.login.dummy"))));
        assertThat(first.json().object("params").flatMap(params -> params.object("m.login.terms")))
                .isPresent();
        String session = first.json().string("session").orElseThrow();
        people.post(
                REGISTER,
                JsonObject.of("auth", JsonObject.of("type", "m.login.terms", "session", session)));

        Person alice =
                people.person(
                        people.post(
                                REGISTER, JsonObject.of("auth", DUMMY.with("session", session))));

        assertThat(people.users().find(alice.user()).orElseThrow().consentVersion())
                .contains("2.0");
    }

    private static TestPeople withToken(Database database) {
        TestPeople people = TestPeople.on(database, "registration_requires_token", "true");
        database.write(tx ->
                people.uia()
                        .registrationTokens()
                        .create(tx, "sesame", Optional.of(1L), Optional.empty()));
        return people;
    }

    private static JsonObject token(String token) {
        return JsonObject.of("type", "m.login.registration_token", "token", token);
    }

    private static Response finish(TestPeople people, Response first) {
        String session = first.json().string("session").orElseThrow();
        return people.post(
                REGISTER, JsonObject.of("password", "x", "auth", DUMMY.with("session", session)));
    }

    private static Response form(TestPeople people, String page, String fields) {
        return people.send(Request.to(Method.POST, page).body(fields).build());
    }

    private static String text(Response response) {
        assertThat(response.status()).isEqualTo(200);
        return switch (response.body()) {
            case Response.Body.Bytes(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
            case Response.Body.Stream _, Response.Body.Omitted _ -> "";
        };
    }
}
