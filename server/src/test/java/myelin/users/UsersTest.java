package myelin.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.sql.Database;

class UsersTest {

    private static final UserId ALICE = UserId.parse("@alice:test");
    private static final UserId BOB = UserId.parse("@bob:test");
    private static final UserId STRANGER = UserId.parse("@bob:elsewhere.example");

    @BothDatabases
    void anAccountIsFoundAsItWasMade(Database database) {
        Users users = TestPeople.on(database).users();

        assertThat(create(users, database, ALICE, Mark.ADMIN)).isTrue();

        UserRecord alice = users.find(ALICE).orElseThrow();
        assertThat(alice.passwordHash()).contains("hash");
        assertThat(alice.marks()).containsExactly(Mark.ADMIN);
    }

    @BothDatabases
    void aTakenIdIsNotMadeAgain(Database database) {
        Users users = TestPeople.on(database).users();
        create(users, database, ALICE);

        assertThat(create(users, database, ALICE, Mark.ADMIN)).isFalse();
        assertThat(users.is(ALICE, Mark.ADMIN)).isFalse();
    }

    @BothDatabases
    void capitalsDoNotHideAnAccount(Database database) {
        Users users = TestPeople.on(database).users();
        UserId old = UserId.parse("@Alice:test");
        create(users, database, old);

        assertThat(users.findMeant(ALICE).map(UserRecord::user)).contains(old);
    }

    @BothDatabases
    void amongSimilarAccountsOnlyTheVeryOneIsMeant(Database database) {
        Users users = TestPeople.on(database).users();
        create(users, database, UserId.parse("@Alice:test"));
        create(users, database, ALICE);

        assertThat(users.findMeant(ALICE).map(UserRecord::user)).contains(ALICE);
        assertThat(users.findMeant(UserId.parse("@ALICE:test"))).isEmpty();
    }

    @BothDatabases
    void numbersAreNeverGivenTwice(Database database) {
        Users users = TestPeople.on(database).users();

        UserId first = database.transact(users::nextNumbered);
        UserId second = database.transact(users::nextNumbered);

        assertThat(first).isNotEqualTo(second);
    }

    @BothDatabases
    void aNumberThatSomebodyHasIsPassedOver(Database database) {
        Users users = TestPeople.on(database).users();
        create(users, database, UserId.parse("@1:test"));

        var found = database.transact(users::nextNumbered);
        assertThat(found).isEqualTo(UserId.parse("@2:test"));
    }

    @BothDatabases
    void aMarkIsGivenAndTaken(Database database) {
        Users users = TestPeople.on(database).users();
        create(users, database, ALICE, Mark.ADMIN);

        database.write(tx -> users.mark(tx, ALICE, Mark.LOCKED, true));
        database.write(tx -> users.mark(tx, ALICE, Mark.ADMIN, false));

        assertThat(users.find(ALICE).orElseThrow().marks()).containsExactly(Mark.LOCKED);
    }

    @BothDatabases
    void whoAsksToBeForgottenIsKnownOnAllNodes(Database database) {
        Users users = TestPeople.on(database).users();
        TestPeople elsewhere = TestPeople.on(database);
        create(users, database, ALICE);
        create(users, database, BOB, Mark.ERASED);

        for (boolean asks : List.of(true, false, true)) {
            database.write(tx -> users.mark(tx, ALICE, Mark.ERASED, asks));
            elsewhere.pollHeads();

            assertThat(List.of(users, elsewhere.users()))
                    .allMatch(node -> node.isErased(ALICE) == asks)
                    .allMatch(node -> node.isErased(BOB))
                    .noneMatch(node -> node.isErased(STRANGER));
        }
    }

    @BothDatabases
    void nobodyCannotBeMarked(Database database) {
        Users users = TestPeople.on(database).users();

        var found = database.transact(tx -> users.mark(tx, ALICE, Mark.LOCKED, true));
        assertThat(found).isFalse();
    }

    @BothDatabases
    void aChangeOfTheProfileHasAPosition(Database database) {
        Users users = TestPeople.on(database).users();
        create(users, database, ALICE);
        database.write(tx -> users.profiles().put(tx, ALICE, "displayname", new JsonString("Al")));
        database.write(tx -> users.profiles().remove(tx, ALICE, "displayname"));

        var found = database.read(tx -> users.profiles().changes(tx, 0, 100, 10));
        assertThat(found)
                .containsExactly(new ProfileChange(ALICE, "displayname", Optional.empty(), 3));
    }

    @BothDatabases
    void theSameValueAgainIsNoChange(Database database) {
        Users users = TestPeople.on(database).users();
        create(users, database, ALICE);
        database.write(
                tx -> users.profiles().put(tx, ALICE, "displayname", new JsonString("alice")));

        var found = database.read(tx -> users.profiles().changes(tx, 1, 100, 10));
        assertThat(found).isEmpty();
    }

    @BothDatabases
    void namesOfManyAreReadAtOnce(Database database) {
        Users users = TestPeople.on(database).users();
        create(users, database, ALICE);
        create(users, database, BOB);
        database.write(
                tx -> users.profiles().put(tx, BOB, "avatar_url", new JsonString("mxc://a/b")));

        var found = database.read(tx -> users.profiles().namesOf(tx, Set.of(ALICE, BOB)));
        assertThat(found)
                .containsEntry(ALICE, JsonObject.of("displayname", "alice"))
                .containsEntry(BOB, JsonObject.of("displayname", "bob", "avatar_url", "mxc://a/b"));
    }

    private static boolean create(Users users, Database database, UserId user, Mark... marks) {
        NewUser account =
                new NewUser(
                        user,
                        Optional.of("hash"),
                        Optional.of(user.localpart()),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(marks));
        return database.transact(tx -> users.create(tx, account));
    }
}
