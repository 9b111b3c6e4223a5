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
import myelin.users.Mark;

class DeactivationTest {

    private static final String DEACTIVATE = "/_matrix/client/v3/account/deactivate";

    @BothDatabases
    void thePasswordIsNeeded(Database database) {
        Response response =
                TestPeople.on(database).register("alice").post(DEACTIVATE, JsonObject.EMPTY);

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.json().has("flows")).isTrue();
    }

    @BothDatabases
    void theSessionsEnd(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        ok(alice.whoami());

        assertThat(ok(deactivate(alice, false)).string("id_server_unbind_result"))
                .contains("success");

        assertError(alice.whoami(), 401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void nobodyLogsInAgain(Database database) {
        TestPeople people = TestPeople.on(database);
        ok(deactivate(people.register("alice"), false));

        assertError(
                people.post(
                        "/_matrix/client/v3/login",
                        TestPeople.passwordLogin("alice", TestPeople.PASSWORD)),
                403,
                "M_FORBIDDEN");
    }

    @BothDatabases
    void theNameStaysTaken(Database database) {
        TestPeople people = TestPeople.on(database);
        ok(deactivate(people.register("alice"), false));

        assertError(
                people.get("/_matrix/client/v3/register/available?username=alice"),
                400,
                "M_USER_IN_USE");
    }

    @BothDatabases
    void theProfileStaysUnlessErasureIsAskedFor(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person bob = people.register("bob");

        ok(deactivate(alice, false));
        ok(deactivate(bob, true));

        assertThat(people.users().profile(alice.user()).isEmpty()).isFalse();
        assertThat(people.users().profile(bob.user()).isEmpty()).isTrue();
        assertThat(people.users().is(alice.user(), Mark.ERASED)).isFalse();
        assertThat(people.users().is(bob.user(), Mark.ERASED)).isTrue();
    }

    @BothDatabases
    void theAccountDataGoes(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(
                alice.put(
                        "/_matrix/client/v3/user/@alice:test/account_data/a.b",
                        JsonObject.of("c", 1)));

        ok(deactivate(alice, false));

        var found = database.read(tx -> people.accountData().all(tx, alice.user()));
        assertThat(found).isEmpty();
    }

    private static Response deactivate(Person person, boolean erase) {
        return person.post(DEACTIVATE, JsonObject.of("auth", person.auth(), "erase", erase));
    }
}
