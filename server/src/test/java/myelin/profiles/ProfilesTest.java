package myelin.profiles;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.accounts.ReservedNames;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.http.Requester;
import myelin.http.Response;
import myelin.sql.Database;
import myelin.users.Mark;

class ProfilesTest {

    private static final String ALICE = "/_matrix/client/v3/profile/@alice:test";

    @BothDatabases
    void everybodyMayReadAProfile(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        assertThat(ok(people.get(ALICE))).isEqualTo(JsonObject.of("displayname", "alice"));
        assertThat(ok(people.get(ALICE + "/displayname")))
                .isEqualTo(JsonObject.of("displayname", "alice"));
    }

    @BothDatabases
    void whatIsSetIsRead(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        ok(set(alice, "displayname", " Alice M. "));
        ok(set(alice, "avatar_url", "mxc://test/abc"));

        assertThat(ok(people.get(ALICE)))
                .isEqualTo(
                        JsonObject.of("displayname", "Alice M.", "avatar_url", "mxc://test/abc"));
    }

    @BothDatabases
    void anyFieldMayHoldAnyJson(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        JsonObject value = JsonObject.of("deep", JsonArray.of(1, true, JsonNull.INSTANCE));

        ok(set(alice, "m.tz", "Europe/London"));
        ok(set(alice, "org.example.field", value));

        assertThat(ok(people.get(ALICE + "/org.example.field")).object("org.example.field"))
                .contains(value);
        assertThat(ok(people.get(ALICE)).string("m.tz")).contains("Europe/London");
    }

    @BothDatabases
    void nullIsAValue(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        ok(set(alice, "org.example.field", JsonNull.INSTANCE));

        assertThat(ok(alice.get(ALICE + "/org.example.field")).value("org.example.field"))
                .contains(JsonNull.INSTANCE);
    }

    @BothDatabases
    void whatIsDeletedIsNotFound(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        ok(set(alice, "org.example.field", 1));

        ok(alice.delete(ALICE + "/org.example.field"));
        ok(alice.delete(ALICE + "/org.example.field"));

        assertError(alice.get(ALICE + "/org.example.field"), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void anEmptyNameIsNone(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        ok(set(alice, "avatar_url", "mxc://test/abc"));

        ok(set(alice, "displayname", ""));
        ok(set(alice, "avatar_url", ""));

        assertError(alice.get(ALICE + "/displayname"), 404, "M_NOT_FOUND");
        assertError(alice.get(ALICE), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void whoDoesNotExistHasNoProfile(Database database) {
        TestPeople people = TestPeople.on(database);

        assertError(people.get(ALICE), 404, "M_NOT_FOUND");
        assertError(people.get(ALICE + "/displayname"), 404, "M_NOT_FOUND");
        assertError(people.get("/_matrix/client/v3/profile/@a:elsewhere"), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void whatIsNoUserIdIsInvalid(Database database) {
        assertError(
                TestPeople.on(database).get("/_matrix/client/v3/profile/alice"),
                400,
                "M_INVALID_PARAM");
    }

    @BothDatabases
    void theProfileOfOthersIsNotChanged(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");
        Person bob = people.register("bob");

        assertError(set(bob, "displayname", "Fool"), 403, "M_FORBIDDEN");
        assertError(bob.delete(ALICE + "/displayname"), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void anAdministratorMayChangeIt(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");
        Person boss = people.register("boss");
        database.write(tx -> people.users().mark(tx, boss.user(), Mark.ADMIN, true));

        ok(set(boss, "displayname", "Alice"));

        assertThat(ok(people.get(ALICE)).string("displayname")).contains("Alice");
    }

    @BothDatabases
    void theFieldMustBeInTheBody(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(
                alice.put(ALICE + "/displayname", JsonObject.of("name", "x")),
                400,
                "M_MISSING_PARAM");
    }

    @BothDatabases
    void namesAndAvatarsAreStringsOfLimitedLength(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(set(alice, "displayname", 5), 400, "M_INVALID_PARAM");
        assertError(set(alice, "displayname", "x".repeat(257)), 400, "M_INVALID_PARAM");
        assertError(set(alice, "avatar_url", "x".repeat(1001)), 400, "M_INVALID_PARAM");
        ok(set(alice, "displayname", "x".repeat(256)));
    }

    @BothDatabases
    void namesOfFieldsFollowTheGrammar(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(set(alice, "Big", 1), 400, "M_INVALID_PARAM");
        assertError(set(alice, "1a", 1), 400, "M_INVALID_PARAM");
        assertError(set(alice, "a" + "b".repeat(255), 1), 400, "M_KEY_TOO_LARGE");
        ok(set(alice, "a" + "b".repeat(254), 1));
    }

    @BothDatabases
    void aProfileOf64KiBIsTooLarge(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        ok(set(alice, "org.example.a", "x".repeat(65_000)));
        assertError(set(alice, "org.example.b", "x".repeat(600)), 400, "M_PROFILE_TOO_LARGE");
        ok(set(alice, "org.example.a", "x".repeat(64_000)));
        ok(set(alice, "org.example.b", "x".repeat(600)));
    }

    @BothDatabases
    void whereNamesAreFixedOneMayBeSetOnce(Database database) {
        Person alice =
                TestPeople.on(
                                database,
                                "enable_set_displayname",
                                "false",
                                "enable_set_avatar_url",
                                "false")
                        .register("alice");

        assertError(set(alice, "displayname", "Other"), 403, "M_FORBIDDEN");
        ok(set(alice, "avatar_url", "mxc://test/abc"));
        assertError(set(alice, "avatar_url", "mxc://test/def"), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void aSuspendedUserChangesNothing(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        database.write(tx -> people.users().mark(tx, alice.user(), Mark.SUSPENDED, true));

        assertError(set(alice, "displayname", "Other"), 403, "M_USER_SUSPENDED");
    }

    @BothDatabases
    void aGuestHasANameAndNothingElse(Database database) {
        TestPeople people = TestPeople.on(database, "allow_guest_access", "true");
        Person guest =
                people.person(
                        people.post("/_matrix/client/v3/register?kind=guest", JsonObject.EMPTY));
        String profile = "/_matrix/client/v3/profile/" + guest.user();

        ok(guest.put(profile + "/displayname", JsonObject.of("displayname", "Guest")));
        assertError(
                guest.put(profile + "/avatar_url", JsonObject.of("avatar_url", "mxc://a/b")),
                403,
                "M_GUEST_ACCESS_FORBIDDEN");
    }

    @BothDatabases
    void readersMayHaveToShowAToken(Database database) {
        TestPeople people = TestPeople.on(database, "require_auth_for_profile_requests", "true");
        Person alice = people.register("alice");

        assertError(people.get(ALICE), 401, "M_MISSING_TOKEN");
        ok(alice.get(ALICE));
    }

    @BothDatabases
    void readersMayHaveToShareARoom(Database database) {
        Rooms rooms = new Rooms((one, other) -> one.localpart().equals("bob"));
        TestPeople people =
                TestPeople.on(
                        database,
                        ReservedNames.NONE,
                        rooms,
                        "require_auth_for_profile_requests",
                        "true",
                        "limit_profile_requests_to_users_who_share_rooms",
                        "true");
        Person alice = people.register("alice");
        Person bob = people.register("bob");
        Person carol = people.register("carol");

        ok(alice.get(ALICE));
        ok(bob.get(ALICE));
        assertError(carol.get(ALICE), 403, "M_FORBIDDEN");
        assertError(carol.get(ALICE + "/displayname"), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void namesAndAvatarsSpreadIntoRoomsAndOtherFieldsDoNot(Database database) {
        Rooms rooms = new Rooms((one, other) -> false);
        TestPeople people = TestPeople.on(database, ReservedNames.NONE, rooms);
        Person alice = people.register("alice");

        ok(set(alice, "displayname", "A"));
        ok(set(alice, "m.tz", "Europe/London"));
        ok(alice.delete(ALICE + "/displayname"));

        assertThat(rooms.spread).containsExactly(alice.user(), alice.user());
    }

    @BothDatabases
    void theNameOfTheShadowBannedStaysAtHome(Database database) {
        Rooms rooms = new Rooms((one, other) -> false);
        TestPeople people = TestPeople.on(database, ReservedNames.NONE, rooms);
        Person alice = people.register("alice");
        database.write(tx -> people.users().mark(tx, alice.user(), Mark.SHADOW_BANNED, true));

        ok(set(alice, "displayname", "A"));

        assertThat(rooms.spread).isEmpty();
    }

    private static Response set(Person person, String field, Object value) {
        return person.put(ALICE + "/" + field, JsonObject.of(field, value));
    }

    private record Rooms(BiPredicate<UserId, UserId> sharing, List<UserId> spread)
            implements RoomProfiles {

        Rooms(BiPredicate<UserId, UserId> sharing) {
            this(sharing, new ArrayList<>());
        }

        @Override
        public boolean shareRoom(UserId one, UserId other) {
            return sharing.test(one, other);
        }

        @Override
        public void spread(Requester by, UserId user) {
            spread.add(user);
        }
    }
}
