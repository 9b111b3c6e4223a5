package myelin.accountdata;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.concurrent.Tasks;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.sql.Database;

class AccountDataTest {

    private static final String ALICE = "/_matrix/client/v3/user/@alice:test";
    private static final String DATA = ALICE + "/account_data/";
    private static final String ROOM = ALICE + "/rooms/!room:test";
    private static final String UNSTABLE =
            "/_matrix/client/unstable/org.matrix.msc3391/user/@alice:test";
    private static final JsonObject CONTENT = JsonObject.of("a", JsonArray.of(1, "two"));
    private static final RoomId ROOM_ID = RoomId.parse("!room:test");

    @BothDatabases
    void itMayBeLong(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        JsonObject pictures = JsonObject.of("pictures", "x".repeat(2_000_000));

        ok(alice.put(DATA + "org.example", pictures));

        assertThat(ok(alice.get(DATA + "org.example"))).isEqualTo(pictures);
    }

    @BothDatabases
    void whatWasPutIsGot(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        ok(alice.put(DATA + "org.example", CONTENT));

        assertThat(ok(alice.get(DATA + "org.example"))).isEqualTo(CONTENT);
    }

    @BothDatabases
    void dataOfARoomIsNotThatOfTheUser(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        ok(alice.put(ROOM + "/account_data/org.example", CONTENT));

        assertThat(ok(alice.get(ROOM + "/account_data/org.example"))).isEqualTo(CONTENT);
        assertError(alice.get(DATA + "org.example"), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void anEmptyObjectIsContentToo(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        ok(alice.put(DATA + "org.example", JsonObject.EMPTY));

        assertThat(ok(alice.get(DATA + "org.example"))).isEqualTo(JsonObject.EMPTY);
    }

    @BothDatabases
    void whatWasNeverPutIsNotFound(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(alice.get(DATA + "org.example"), 404, "M_NOT_FOUND");
        assertError(alice.get(ROOM + "/account_data/org.example"), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void dataOfOthersIsForbidden(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");
        Person bob = people.register("bob");

        assertError(bob.get(DATA + "org.example"), 403, "M_FORBIDDEN");
        assertError(bob.put(DATA + "org.example", CONTENT), 403, "M_FORBIDDEN");
        assertError(bob.put(ROOM + "/account_data/org.example", CONTENT), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void whatTheServerControlsIsNotPut(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(alice.put(DATA + "m.push_rules", CONTENT), 405, "M_BAD_JSON");
        assertError(alice.put(DATA + "m.fully_read", CONTENT), 405, "M_BAD_JSON");
        assertError(alice.put(ROOM + "/account_data/m.fully_read", CONTENT), 405, "M_BAD_JSON");
    }

    @BothDatabases
    void theBodyMustBeAnObject(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        assertError(
                people.send(
                        Request.to(Method.PUT, DATA + "a").token(alice.token()).body("[]").build()),
                400,
                "M_BAD_JSON");
        assertError(
                people.send(
                        Request.to(Method.PUT, DATA + "a").token(alice.token()).body("{").build()),
                400,
                "M_NOT_JSON");
    }

    @BothDatabases
    void theRoomMustBeARoom(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(
                alice.put(ALICE + "/rooms/room/account_data/a", CONTENT), 400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void whatWasDeletedIsNotFoundAndSyncIsTold(Database database) {
        TestPeople people = deleting(database);
        Person alice = people.register("alice");
        ok(alice.put(DATA + "org.example", CONTENT));

        ok(alice.delete(UNSTABLE + "/account_data/org.example"));

        assertError(alice.get(DATA + "org.example"), 404, "M_NOT_FOUND");
        var found = database.read(tx -> people.accountData().changes(tx, alice.user(), 1, 2));
        assertThat(found)
                .containsExactly(
                        new AccountDatum(Optional.empty(), "org.example", JsonObject.EMPTY, 2));
        var foundThen = database.read(tx -> people.accountData().all(tx, alice.user()));
        assertThat(foundThen).isEmpty();
    }

    private static TestPeople deleting(Database database) {
        return TestPeople.on(database, "experimental_features", "{msc3391_enabled: true}");
    }

    @BothDatabases
    void whereThatIsOffNothingIsDeleted(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        ok(alice.put(DATA + "org.example", JsonObject.EMPTY));

        assertError(alice.delete(UNSTABLE + "/account_data/org.example"), 404, "M_UNRECOGNIZED");

        assertThat(ok(alice.get(DATA + "org.example"))).isEqualTo(JsonObject.EMPTY);
    }

    /// By clients which do not know how to delete.
    @BothDatabases
    void whatIsMadeEmptyIsDeleted(Database database) {
        Person alice = deleting(database).register("alice");
        ok(alice.put(DATA + "org.example", CONTENT));
        ok(alice.put(ROOM + "/account_data/org.example", CONTENT));

        ok(alice.put(DATA + "org.example", JsonObject.EMPTY));
        ok(alice.put(ROOM + "/account_data/org.example", JsonObject.EMPTY));

        assertError(alice.get(DATA + "org.example"), 404, "M_NOT_FOUND");
        assertError(alice.get(ROOM + "/account_data/org.example"), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void whatWasEmptyBeforeThatWasOnIsNotFound(Database database) {
        Person before = TestPeople.on(database).register("alice");
        ok(before.put(DATA + "org.example", JsonObject.EMPTY));

        Person alice = deleting(database).login("alice");

        assertError(alice.get(DATA + "org.example"), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void dataOfARoomIsDeletedToo(Database database) {
        Person alice = deleting(database).register("alice");
        ok(alice.put(ROOM + "/account_data/org.example", CONTENT));

        ok(alice.delete(UNSTABLE + "/rooms/!room:test/account_data/org.example"));

        assertError(alice.get(ROOM + "/account_data/org.example"), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void changesAreThoseBetweenTwoPositions(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(alice.put(DATA + "first", CONTENT));
        ok(alice.put(DATA + "second", CONTENT));
        ok(alice.put(ROOM + "/account_data/third", CONTENT));

        var found = database.read(tx -> people.accountData().changes(tx, alice.user(), 1, 3));
        assertThat(found).extracting(AccountDatum::type).containsExactly("second", "third");
        var foundThen = database.read(tx -> people.accountData().changes(tx, alice.user(), 1, 2));
        assertThat(foundThen).extracting(AccountDatum::type).containsExactly("second");
    }

    @BothDatabases
    void anInitialSyncIsGivenEverything(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(alice.put(ROOM + "/account_data/b", CONTENT));
        ok(alice.put(DATA + "a", CONTENT));

        var found = database.read(tx -> people.accountData().all(tx, alice.user()));
        assertThat(found)
                .containsExactly(
                        new AccountDatum(Optional.empty(), "a", CONTENT, 2),
                        new AccountDatum(Optional.of(ROOM_ID), "b", CONTENT, 1));
    }

    @BothDatabases
    void ignoredUsersAreRead(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        UserId bob = UserId.parse("@bob:test");
        ok(
                alice.put(
                        DATA + "m.ignored_user_list",
                        JsonObject.of(
                                "ignored_users",
                                JsonObject.of(
                                        "@bob:test",
                                        JsonObject.EMPTY,
                                        "nobody",
                                        JsonObject.EMPTY))));

        var found = database.read(tx -> people.accountData().ignoredBy(tx, alice.user()));
        assertThat(found).containsExactly(bob);
        var foundThen =
                database.read(
                        tx -> people.accountData().whoIgnore(tx, bob, Set.of(alice.user(), bob)));
        assertThat(foundThen).containsExactly(alice.user());
    }

    @BothDatabases
    void whoIgnoresNobodyHasAnEmptyList(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(alice.put(DATA + "m.ignored_user_list", JsonObject.of("ignored_users", 3)));

        var found = database.read(tx -> people.accountData().ignoredBy(tx, alice.user()));
        assertThat(found).isEmpty();
    }

    @BothDatabases
    void tagsArePutListedAndTaken(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        assertThat(ok(alice.get(ROOM + "/tags")))
                .isEqualTo(JsonObject.of("tags", JsonObject.EMPTY));

        ok(alice.put(ROOM + "/tags/m.favourite", JsonObject.of("order", 1)));
        ok(alice.put(ROOM + "/tags/u.work", JsonObject.EMPTY));
        ok(alice.delete(ROOM + "/tags/u.work"));
        ok(alice.delete(ROOM + "/tags/u.never"));

        assertThat(ok(alice.get(ROOM + "/tags")))
                .isEqualTo(
                        JsonObject.of(
                                "tags", JsonObject.of("m.favourite", JsonObject.of("order", 1))));
    }

    @BothDatabases
    void tagsThatArePutAtOnceAreAllKept(Database database) throws InterruptedException {
        Person alice = TestPeople.on(database).register("alice");

        Tasks.all(
                4,
                Duration.ofMinutes(1),
                List.of(
                        () -> alice.put(ROOM + "/tags/u.a", JsonObject.EMPTY),
                        () -> alice.put(ROOM + "/tags/u.b", JsonObject.EMPTY),
                        () -> alice.put(ROOM + "/tags/u.c", JsonObject.EMPTY),
                        () -> alice.put(ROOM + "/tags/u.d", JsonObject.EMPTY)));

        assertThat(ok(alice.get(ROOM + "/tags")).object("tags").orElseThrow().keys())
                .containsExactly("u.a", "u.b", "u.c", "u.d");
    }

    @BothDatabases
    void filtersThatAreStoredAtOnceHaveNumbersOfTheirOwn(Database database)
            throws InterruptedException {
        Person alice = TestPeople.on(database).register("alice");

        List<String> ids =
                Tasks.all(
                        3,
                        Duration.ofMinutes(1),
                        List.of(
                                () -> storeFilter(alice, 1),
                                () -> storeFilter(alice, 2),
                                () -> storeFilter(alice, 3)));

        assertThat(ids).containsExactlyInAnyOrder("0", "1", "2");
    }

    private static String storeFilter(Person person, int limit) {
        JsonObject filter = JsonObject.of("presence", JsonObject.of("limit", limit));
        return ok(person.post(ALICE + "/filter", filter)).string("filter_id").orElseThrow();
    }

    @BothDatabases
    void tagsAreAccountDataOfTheRoom(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        ok(alice.put(ROOM + "/tags/u.work", JsonObject.EMPTY));

        var found = database.read(tx -> people.accountData().of(tx, alice.user(), ROOM_ID));
        assertThat(found)
                .containsExactly(
                        new AccountDatum(
                                Optional.of(ROOM_ID),
                                "m.tag",
                                JsonObject.of("tags", JsonObject.of("u.work", JsonObject.EMPTY)),
                                1));
    }

    @BothDatabases
    void theOrderOfATagIsANumber(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        assertError(
                alice.put(ROOM + "/tags/u.work", JsonObject.of("order", "first")),
                400,
                "M_BAD_JSON");
        ok(
                people.send(
                        Request.to(Method.PUT, ROOM + "/tags/u.work")
                                .token(alice.token())
                                .body("{\"order\": 0.25}")
                                .build()));
    }

    @BothDatabases
    void aTagIsNotEndless(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(
                alice.put(ROOM + "/tags/" + "t".repeat(256), JsonObject.EMPTY),
                400,
                "M_INVALID_PARAM");
    }

    @BothDatabases
    void tagsOfOthersAreForbidden(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");
        Person bob = people.register("bob");

        assertError(bob.get(ROOM + "/tags"), 403, "M_FORBIDDEN");
        assertError(bob.put(ROOM + "/tags/u.work", JsonObject.EMPTY), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void aFilterIsStoredAndFound(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        JsonObject filter =
                JsonObject.of(
                        "room", JsonObject.of("timeline", JsonObject.of("limit", 10)),
                        "event_fields", List.of("type", "content"));

        String id = ok(alice.post(ALICE + "/filter", filter)).string("filter_id").orElseThrow();

        assertThat(id).isEqualTo("0");
        assertThat(ok(alice.get(ALICE + "/filter/" + id))).isEqualTo(filter);
    }

    @BothDatabases
    void theSameFilterKeepsItsNumber(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        JsonObject filter = JsonObject.of("presence", JsonObject.of("limit", 1));
        JsonObject other = JsonObject.of("presence", JsonObject.of("limit", 2));

        ok(alice.post(ALICE + "/filter", filter));

        assertThat(ok(alice.post(ALICE + "/filter", other)).string("filter_id")).contains("1");
        assertThat(ok(alice.post(ALICE + "/filter", filter)).string("filter_id")).contains("0");
    }

    @BothDatabases
    void anUnknownFilterIsNotFound(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(alice.get(ALICE + "/filter/7"), 404, "M_NOT_FOUND");
        assertError(alice.get(ALICE + "/filter/seven"), 400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void filtersOfOthersAreForbidden(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");
        Person bob = people.register("bob");

        assertError(bob.get(ALICE + "/filter/0"), 403, "M_FORBIDDEN");
        assertError(bob.post(ALICE + "/filter", JsonObject.EMPTY), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void whatIsNoFilterIsBadJson(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(alice.post(ALICE + "/filter", JsonObject.of("room", 5)), 400, "M_BAD_JSON");
    }

    @BothDatabases
    void theTimelineOfAFilterIsBoundedByTheConfiguration(Database database) {
        Person alice = TestPeople.on(database, "filter_timeline_limit", "20").register("alice");
        JsonObject filter =
                JsonObject.of("room", JsonObject.of("timeline", JsonObject.of("limit", 500)));

        String id = ok(alice.post(ALICE + "/filter", filter)).string("filter_id").orElseThrow();

        assertThat(ok(alice.get(ALICE + "/filter/" + id)))
                .isEqualTo(
                        JsonObject.of(
                                "room", JsonObject.of("timeline", JsonObject.of("limit", 20))));
    }
}
