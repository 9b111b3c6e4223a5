package myelin.accounts;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.core.json.JsonObject;
import myelin.http.Response;
import myelin.sql.Database;

class PasswordChangeTest {

    private static final String PASSWORD = "/_matrix/client/v3/account/password";
    private static final String LOGIN = "/_matrix/client/v3/login";
    private static final String POLICY =
            "{policy: {enabled: true, minimum_length: 8, require_digit: true, require_symbol: true,"
                    + " require_uppercase: true, require_lowercase: true}}";

    @BothDatabases
    void theNewPasswordLogsInAndTheOldDoesNot(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        ok(change(alice, "new password"));

        ok(people.post(LOGIN, TestPeople.passwordLogin("alice", "new password")));
        assertError(
                people.post(LOGIN, TestPeople.passwordLogin("alice", TestPeople.PASSWORD)),
                403,
                "M_FORBIDDEN");
    }

    @BothDatabases
    void theOldPasswordIsNeeded(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        Response response = alice.post(PASSWORD, JsonObject.of("new_password", "new password"));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.json().has("flows")).isTrue();
    }

    @BothDatabases
    void otherSessionsEndAndThisOneGoesOn(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person phone = people.login("alice");
        ok(phone.whoami());

        ok(change(alice, "new password"));

        ok(alice.whoami());
        assertError(phone.whoami(), 401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void otherSessionsMayStay(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person phone = people.login("alice");

        ok(
                alice.post(
                        PASSWORD,
                        JsonObject.of(
                                "new_password",
                                "new password",
                                "logout_devices",
                                false,
                                "auth",
                                alice.auth())));

        ok(phone.whoami());
    }

    @BothDatabases
    void aNewPasswordIsNeeded(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(
                alice.post(PASSWORD, JsonObject.of("auth", alice.auth())), 400, "M_MISSING_PARAM");
    }

    @BothDatabases
    void withoutATokenNobodyIsKnown(Database database) {
        assertError(
                TestPeople.on(database).post(PASSWORD, JsonObject.of("new_password", "x")),
                401,
                "M_MISSING_TOKEN");
    }

    @BothDatabases
    void wherePasswordsAreOnlyForConfirmationTheyAreNotChanged(Database database) {
        TestPeople people =
                TestPeople.on(database, "password_config", "{enabled: only_for_reauth}");

        assertError(change(people.register("alice"), "new password"), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void thePolicyIsToldToClients(Database database) {
        assertThat(
                        ok(
                                TestPeople.on(database, "password_config", POLICY)
                                        .get("/_matrix/client/v3/password_policy")))
                .isEqualTo(
                        JsonObject.EMPTY
                                .with("m.minimum_length", 8)
                                .with("m.require_digit", true)
                                .with("m.require_symbol", true)
                                .with("m.require_lowercase", true)
                                .with("m.require_uppercase", true));
    }

    @BothDatabases
    void whereThereIsNoPolicyNothingIsTold(Database database) {
        assertThat(ok(TestPeople.on(database).get("/_matrix/client/v3/password_policy")))
                .isEqualTo(JsonObject.EMPTY);
    }

    @BothDatabases
    void aPasswordAgainstThePolicyIsRefusedWithTheReason(Database database) {
        TestPeople people = TestPeople.on(database, "password_config", POLICY);

        assertError(register(people, "aA1!"), 400, "M_PASSWORD_TOO_SHORT");
        assertError(register(people, "aAAAAAA!"), 400, "M_PASSWORD_NO_DIGIT");
        assertError(register(people, "aAAAAAA1"), 400, "M_PASSWORD_NO_SYMBOL");
        assertError(register(people, "aaaaaa1!"), 400, "M_PASSWORD_NO_UPPERCASE");
        assertError(register(people, "AAAAAA1!"), 400, "M_PASSWORD_NO_LOWERCASE");
        ok(register(people, "aAAAAA1!"));
    }

    @BothDatabases
    void aPasswordMayNotBeEndless(Database database) {
        assertError(register(TestPeople.on(database), "x".repeat(513)), 400, "M_INVALID_PARAM");
    }

    private static Response change(Person person, String newPassword) {
        return person.post(
                PASSWORD, JsonObject.of("new_password", newPassword, "auth", person.auth()));
    }

    private static Response register(TestPeople people, String password) {
        return people.post(
                "/_matrix/client/v3/register",
                JsonObject.of(
                        "username",
                        "alice",
                        "password",
                        password,
                        "auth",
                        JsonObject.of("type", "m.login.dummy")));
    }
}
