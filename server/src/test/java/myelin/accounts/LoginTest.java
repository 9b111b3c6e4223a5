package myelin.accounts;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Response;
import myelin.sql.Database;
import myelin.users.Mark;
import myelin.users.NewUser;

class LoginTest {

    private static final String LOGIN = "/_matrix/client/v3/login";
    private static final String GET_TOKEN = "/_matrix/client/v1/login/get_token";

    @BothDatabases
    void thePasswordIsTheFlow(Database database) {
        assertThat(ok(TestPeople.on(database).get(LOGIN)).array("flows"))
                .contains(JsonArray.of(JsonObject.of("type", "m.login.password")));
    }

    @BothDatabases
    void wherePasswordsAreOffThereIsNoSuchFlow(Database database) {
        TestPeople people = TestPeople.on(database, "password_config", "{enabled: false}");
        people.register("alice");

        assertThat(ok(people.get(LOGIN)).array("flows")).contains(JsonArray.EMPTY);
        assertError(login(people, "alice", TestPeople.PASSWORD), 400, "M_UNKNOWN");
    }

    @BothDatabases
    void theRightPasswordLogsIn(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        Person phone = people.login("@alice:test");

        assertThat(phone.user()).isEqualTo(alice.user());
        assertThat(phone.device()).isNotEqualTo(alice.device());
        ok(phone.whoami());
    }

    @BothDatabases
    void theLocalpartIsEnough(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        assertThat(people.login("alice").user()).isEqualTo(UserId.parse("@alice:test"));
    }

    @BothDatabases
    void capitalsDoNotMatter(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        assertThat(people.login("Alice").user()).isEqualTo(UserId.parse("@alice:test"));
    }

    @BothDatabases
    void anOldAccountWithCapitalsIsFoundToo(Database database) {
        TestPeople people = TestPeople.on(database);
        NewUser old =
                new NewUser(
                        UserId.parse("@BoB:test"),
                        Optional.of(people.users().passwords().hash(TestPeople.PASSWORD)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of());
        database.write(tx -> people.users().create(tx, old));

        assertThat(people.login("bob").user()).isEqualTo(old.user());
    }

    @BothDatabases
    void theOldWayOfSayingWhoOneIsWorks(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        ok(
                people.post(
                        LOGIN,
                        JsonObject.of(
                                "type",
                                "m.login.password",
                                "user",
                                "alice",
                                "password",
                                TestPeople.PASSWORD)));
    }

    @BothDatabases
    void aWrongPasswordIsRefused(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        assertError(login(people, "alice", "wrong"), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void anUnknownUserIsRefusedLikeAWrongPassword(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        assertThat(login(people, "nobody", "wrong").json())
                .isEqualTo(login(people, "alice", "wrong").json());
    }

    @BothDatabases
    void aUserOfAnotherServerIsRefused(Database database) {
        assertError(
                login(TestPeople.on(database), "@alice:elsewhere", "secret"), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void whatIsNoUserIdIsRefusedLikeAWrongPassword(Database database) {
        assertError(login(TestPeople.on(database), "@alice", "secret"), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void anUnknownMailAddressIsForbidden(Database database) {
        JsonObject identifier =
                JsonObject.of("type", "m.id.thirdparty", "medium", "email", "address", "a@b.c");

        assertError(loginBy(TestPeople.on(database), identifier), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void anUnknownTelephoneNumberIsForbidden(Database database) {
        JsonObject identifier =
                JsonObject.of("type", "m.id.phone", "country", "GB", "phone", "01632 960 000");

        assertError(loginBy(TestPeople.on(database), identifier), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void aTelephoneNumberNeedsItsCountry(Database database) {
        JsonObject identifier = JsonObject.of("type", "m.id.phone", "phone", "01632 960 000");

        assertError(loginBy(TestPeople.on(database), identifier), 400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void anUnknownKindOfIdentifierIsRefused(Database database) {
        assertError(
                loginBy(TestPeople.on(database), JsonObject.of("type", "m.id.shoe_size")),
                400,
                "M_UNKNOWN");
    }

    @BothDatabases
    void someIdentifierIsNeeded(Database database) {
        TestPeople people = TestPeople.on(database);

        assertError(
                people.post(LOGIN, JsonObject.of("type", "m.login.password", "password", "x")),
                400,
                "M_INVALID_PARAM");
    }

    @BothDatabases
    void theTypeIsNeeded(Database database) {
        assertError(
                TestPeople.on(database)
                        .post(LOGIN, JsonObject.of("user", "alice", "password", "x")),
                400,
                "M_MISSING_PARAM");
    }

    @BothDatabases
    void anUnknownTypeIsRefused(Database database) {
        assertError(
                TestPeople.on(database).post(LOGIN, JsonObject.of("type", "m.login.guess")),
                400,
                "M_UNKNOWN");
    }

    @BothDatabases
    void aLoginIsForTheDeviceThatItNames(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        ok(
                people.post(
                        LOGIN,
                        TestPeople.passwordLogin("alice", TestPeople.PASSWORD)
                                .with("device_id", "PHONE")
                                .with("initial_device_display_name", "Telephone")));

        JsonObject device = ok(alice.get("/_matrix/client/v3/devices/PHONE"));
        assertThat(device.string("display_name")).contains("Telephone");
    }

    @BothDatabases
    void aDeviceIdMayNotBeEndless(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        assertError(
                people.post(
                        LOGIN,
                        TestPeople.passwordLogin("alice", TestPeople.PASSWORD)
                                .with("device_id", "D".repeat(513))),
                400,
                "M_INVALID_PARAM");
    }

    @BothDatabases
    void aLockedUserGetsNoNewSession(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        database.write(tx -> people.users().mark(tx, alice.user(), Mark.LOCKED, true));

        assertError(login(people, "alice", TestPeople.PASSWORD), 401, "M_USER_LOCKED");
    }

    @BothDatabases
    void aSuspendedUserMayLogIn(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        database.write(tx -> people.users().mark(tx, alice.user(), Mark.SUSPENDED, true));

        ok(people.login("alice").whoami());
    }

    @BothDatabases
    void afterSomeFailuresEvenTheRightPasswordMustWait(Database database) {
        TestPeople people =
                TestPeople.on(
                        database,
                        "rc_login",
                        "{address: {per_second: 1000, burst_count: 1000},"
                                + " failed_attempts: {per_second: 0.1, burst_count: 2}}");
        people.register("alice");
        login(people, "alice", "wrong");
        login(people, "ALICE", "wrong");

        Response response = login(people, "alice", TestPeople.PASSWORD);

        assertError(response, 429, "M_LIMIT_EXCEEDED");
        assertThat(response.json().integer("retry_after_ms").orElseThrow()).isPositive();
    }

    @BothDatabases
    void loginsFromAnAddressAreLimited(Database database) {
        TestPeople people =
                TestPeople.on(database, "rc_login", "{address: {per_second: 0.1, burst_count: 1}}");
        people.register("alice");
        ok(login(people, "alice", TestPeople.PASSWORD));

        assertError(login(people, "alice", TestPeople.PASSWORD), 429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    void loginsToAnAccountAreLimited(Database database) {
        TestPeople people =
                TestPeople.on(
                        database,
                        "rc_login",
                        "{address: {per_second: 1000, burst_count: 1000},"
                                + " account: {per_second: 0.1, burst_count: 1}}");
        people.register("alice");
        ok(login(people, "alice", TestPeople.PASSWORD));

        assertError(login(people, "alice", TestPeople.PASSWORD), 429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    void oneSessionLetsAnotherDeviceIn(Database database) {
        TestPeople people =
                TestPeople.on(
                        database,
                        "login_via_existing_session",
                        "{enabled: true, token_timeout: 3m}");
        Person alice = people.register("alice");
        assertThat(ok(people.get(LOGIN)).array("flows").orElseThrow().at(1))
                .isEqualTo(JsonObject.of("type", "m.login.token", "get_login_token", true));

        JsonObject token = ok(alice.post(GET_TOKEN, JsonObject.of("auth", alice.auth())));

        assertThat(token.integer("expires_in_ms")).contains(180_000L);
        Person phone =
                people.person(
                        people.post(
                                LOGIN,
                                JsonObject.of(
                                        "type",
                                        "m.login.token",
                                        "token",
                                        token.string("login_token").orElseThrow())));
        assertThat(phone.user()).isEqualTo(alice.user());
    }

    @BothDatabases
    void aLoginTokenNeedsThePassword(Database database) {
        TestPeople people =
                TestPeople.on(database, "login_via_existing_session", "{enabled: true}");

        assertThat(people.register("alice").post(GET_TOKEN, JsonObject.EMPTY).status())
                .isEqualTo(401);
    }

    @BothDatabases
    void whereItIsOffThereAreNoLoginTokens(Database database) {
        TestPeople people = TestPeople.on(database);

        assertError(
                people.register("alice").post(GET_TOKEN, JsonObject.EMPTY), 404, "M_UNRECOGNIZED");
        assertError(
                people.post(LOGIN, JsonObject.of("type", "m.login.token", "token", "nonsense")),
                403,
                "M_FORBIDDEN");
    }

    private static Response login(TestPeople people, String name, String password) {
        return people.post(LOGIN, TestPeople.passwordLogin(name, password));
    }

    private static Response loginBy(TestPeople people, JsonObject identifier) {
        return people.post(
                LOGIN,
                JsonObject.of(
                        "type", "m.login.password", "identifier", identifier, "password", "x"));
    }
}
