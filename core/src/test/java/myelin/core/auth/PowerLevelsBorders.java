package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.TestRoom.CAROL;
import static myelin.core.auth.AuthRule.LEVELS_FIRST;
import static myelin.core.auth.AuthRule.LEVELS_NOT_INTEGER;
import static myelin.core.auth.AuthRule.LEVELS_OF_CREATORS;
import static myelin.core.auth.AuthRule.LEVELS_OF_EVENTS_NOT_INTEGER;
import static myelin.core.auth.AuthRule.LEVELS_OF_USERS_NOT_INTEGER;
import static myelin.core.auth.AuthRule.LEVEL_ALTERED_FROM;
import static myelin.core.auth.AuthRule.LEVEL_ALTERED_TO;
import static myelin.core.auth.AuthRule.LEVEL_OF_EVENT_ADDED_TO;
import static myelin.core.auth.AuthRule.LEVEL_OF_EVENT_CHANGED_FROM;
import static myelin.core.auth.AuthRule.LEVEL_OF_USER_ADDED_TO;
import static myelin.core.auth.AuthRule.LEVEL_OF_USER_CHANGED_FROM;

import myelin.core.TestRoom;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;

/// Where the rules about power levels end. Bob has 50 in these rooms, and so much is needed to change levels.
final class PowerLevelsBorders {
    private static final UserId DAN = UserId.parse("@dan:one.example");

    private PowerLevelsBorders() {}

    static void addTo(Borders borders) {
        powerLevels(borders);
        changesOfLevels(borders);
    }

    /// What power levels must be.
    private static void powerLevels(Borders borders) {
        borders.denies(
                LEVELS_NOT_INTEGER, "50", 50, (version, kick) -> sets(version, "kick", kick));
        borders.denies(
                LEVELS_OF_EVENTS_NOT_INTEGER,
                "50",
                50,
                (version, level) -> sets(version, "events", JsonObject.of("x", level)));
        borders.denies(
                LEVELS_OF_USERS_NOT_INTEGER,
                "dan",
                "@dan:one.example",
                (version, user) ->
                        sets(
                                version,
                                "users",
                                JsonObject.of(BOB.value(), 50, CAROL.value(), 50, user, 50)));
        borders.denies(
                LEVELS_OF_CREATORS,
                ALICE,
                DAN,
                (version, user) ->
                        sets(
                                version,
                                "users",
                                JsonObject.of(
                                        BOB.value(), 50, CAROL.value(), 50, user.value(), 50)));
        // However high they are, the first levels are levels.
        borders.allows(
                LEVELS_FIRST,
                "@dan:one.example",
                LEVELS_OF_USERS_NOT_INTEGER,
                "dan",
                (version, user) ->
                        TestRoom.of(version)
                                .setLevels(
                                        ALICE, JsonObject.of("users", JsonObject.of(user, 9999))));
    }

    private static Verdict sets(RoomVersion version, String property, Object value) {
        return levels(version, 50, 50).setLevels(BOB, users(50, 50).with(property, value));
    }

    /// Who has 50 gives and takes up to 50.
    private static void changesOfLevels(Borders borders) {
        borders.denies(
                LEVEL_ALTERED_FROM, 51, 50, (version, ban) -> changes(version, "ban", ban, 49));
        borders.denies(
                LEVEL_ALTERED_TO, 51, 50, (version, ban) -> changes(version, "ban", 49, ban));
        borders.denies(
                LEVEL_OF_EVENT_CHANGED_FROM,
                51,
                50,
                (version, level) ->
                        changes(version, "events", JsonObject.of("x", level), JsonObject.EMPTY));
        borders.denies(
                LEVEL_OF_EVENT_ADDED_TO,
                51,
                50,
                (version, level) ->
                        changes(version, "events", JsonObject.EMPTY, JsonObject.of("x", level)));
        borders.denies(
                LEVEL_OF_USER_CHANGED_FROM,
                50,
                49,
                (version, carol) -> levels(version, 50, carol).setLevels(BOB, users(50, 48)));
        borders.denies(
                LEVEL_OF_USER_ADDED_TO,
                51,
                50,
                (version, carol) -> levels(version, 50, 49).setLevels(BOB, users(50, carol)));
    }

    private static Verdict changes(RoomVersion version, String property, Object from, Object to) {
        return levels(version, 50, 50)
                .levels(users(50, 50).with(property, from))
                .setLevels(BOB, users(50, 50).with(property, to));
    }

    /// A room in which alice, bob and carol are, with these levels.
    static TestRoom levels(RoomVersion version, int bob, int carol) {
        return TestRoom.of(version)
                .member(BOB, "join")
                .member(CAROL, "join")
                .levels(users(bob, carol));
    }

    static JsonObject users(int bob, int carol) {
        return JsonObject.of("users", JsonObject.of(BOB.value(), bob, CAROL.value(), carol));
    }
}
