package myelin.accounts;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.core.json.JsonObject;
import myelin.http.Response;
import myelin.sql.Database;
import myelin.sql.Sql;

/// What those can make the server keep and count who have no account. A registration that was only begun used to be kept
/// for two days with all that had been sent, however long, and hashed a password, as often as anybody liked.
class RegistrationCostTest {

    private static final String REGISTER = "/_matrix/client/v3/register";
    private static final String ONCE = "{per_second: 0.1, burst_count: 1}";
    private static final Sql BODIES = Sql.of("SELECT body FROM uia_sessions");

    @BothDatabases
    void onlyWhatARegistrationNeedsIsKept(Database database) {
        TestPeople people = TestPeople.on(database);

        begin(
                people,
                JsonObject.of(
                        "username", "alice",
                        "password", "secret",
                        "device_id", "D",
                        "padding", "x".repeat(10_000)));

        assertThat(kept(database))
                .containsExactly(JsonObject.of("username", "alice", "device_id", "D"));
    }

    @BothDatabases
    void aRegistrationThatIsTooLongIsNotKept(Database database) {
        TestPeople people = TestPeople.on(database);

        assertError(
                people.post(REGISTER, JsonObject.of("device_id", "D".repeat(10_000))),
                413,
                "M_TOO_LARGE");

        assertThat(kept(database)).isEmpty();
    }

    @BothDatabases
    void aRegistrationIsNotBegunTimeAndAgain(Database database) {
        TestPeople people = TestPeople.on(database, "rc_registration", ONCE);
        for (int i = 0; i < 10; i++) {
            begin(people, JsonObject.EMPTY);
        }

        assertError(people.post(REGISTER, JsonObject.EMPTY), 429, "M_LIMIT_EXCEEDED");

        assertThat(kept(database)).hasSize(10);
    }

    @BothDatabases
    void aSessionWithoutANameIsBegun(Database database) {
        TestPeople people = TestPeople.on(database, "rc_registration", ONCE);
        JsonObject nameless = JsonObject.of("auth", JsonObject.of("session", ""));
        for (int i = 0; i < 10; i++) {
            begin(people, nameless);
        }

        assertError(people.post(REGISTER, nameless), 429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    void whatWasBegunMayBeFinished(Database database) {
        TestPeople people = TestPeople.on(database, "rc_registration", ONCE);
        String session = "";
        for (int i = 0; i < 10; i++) {
            session = begin(people, JsonObject.EMPTY);
        }

        ok(
                people.post(
                        REGISTER,
                        JsonObject.of(
                                "password",
                                "secret",
                                "auth",
                                JsonObject.of("type", "m.login.dummy", "session", session))));
    }

    @BothDatabases
    void noPasswordIsHashedTimeAndAgain(Database database) {
        TestPeople people = withToken(database);
        JsonObject body = JsonObject.of("password", "secret");
        String session = begin(people, body);

        assertError(people.post(REGISTER, body), 429, "M_LIMIT_EXCEEDED");

        ok(finish(people, session));
    }

    @BothDatabases
    void aPasswordIsHashedOnceForASession(Database database) {
        TestPeople people = withToken(database);
        JsonObject body = JsonObject.of("password", "secret");
        String session = begin(people, body);

        begin(people, body.with("auth", JsonObject.of("session", session)));

        ok(finish(people, session));
    }

    private static TestPeople withToken(Database database) {
        TestPeople people =
                TestPeople.on(
                        database, "registration_requires_token", "true", "rc_registration", ONCE);
        database.write(tx ->
                people.uia()
                        .registrationTokens()
                        .create(tx, "sesame", Optional.of(1L), Optional.empty()));
        return people;
    }

    private static String begin(TestPeople people, JsonObject body) {
        Response response = people.post(REGISTER, body);
        assertThat(response.status()).as("%s", response.json()).isEqualTo(401);
        return response.json().string("session").orElseThrow();
    }

    private static Response finish(TestPeople people, String session) {
        JsonObject auth = JsonObject.of("session", session);
        JsonObject token = auth.with("type", "m.login.registration_token").with("token", "sesame");
        people.post(REGISTER, JsonObject.of("auth", token));
        return people.post(REGISTER, JsonObject.of("auth", auth.with("type", "m.login.dummy")));
    }

    private static List<JsonObject> kept(Database database) {
        return database.read(tx -> tx.query(BODIES).list(row -> row.json("body")));
    }
}
