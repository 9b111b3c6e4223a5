package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.TestRoom.CAROL;
import static myelin.core.auth.AuthRule.ALIASES_DOMAIN;
import static myelin.core.auth.AuthRule.ALIASES_NO_STATE_KEY;
import static myelin.core.auth.AuthRule.AUTH_EVENTS_CREATE;
import static myelin.core.auth.AuthRule.AUTH_EVENTS_DUPLICATE;
import static myelin.core.auth.AuthRule.AUTH_EVENTS_NOT_SELECTED;
import static myelin.core.auth.AuthRule.AUTH_EVENTS_REJECTED;
import static myelin.core.auth.AuthRule.AUTH_EVENTS_ROOM;
import static myelin.core.auth.AuthRule.CREATE_ADDITIONAL_CREATORS;
import static myelin.core.auth.AuthRule.CREATE_CREATOR;
import static myelin.core.auth.AuthRule.CREATE_PREV_EVENTS;
import static myelin.core.auth.AuthRule.CREATE_ROOM_ID;
import static myelin.core.auth.AuthRule.CREATE_ROOM_VERSION;
import static myelin.core.auth.AuthRule.FEDERATE;
import static myelin.core.auth.AuthRule.REDACTION_DOMAIN;
import static myelin.core.auth.AuthRule.REDACTION_LEVEL;
import static myelin.core.auth.AuthRule.REDACTION_OTHERWISE;
import static myelin.core.auth.AuthRule.REQUIRED_LEVEL;
import static myelin.core.auth.AuthRule.ROOM_ID;
import static myelin.core.auth.AuthRule.SENDER_NOT_JOINED;
import static myelin.core.auth.AuthRule.STATE_KEY_OF_ANOTHER;
import static myelin.core.auth.AuthRule.THIRD_PARTY_INVITE_LEVEL;
import static myelin.core.auth.PowerLevelsBorders.levels;
import static myelin.core.auth.PowerLevelsBorders.users;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import myelin.core.TestRoom;
import myelin.core.auth.AuthEvents.Cited;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;

/// Where the rules end that are about create events, auth events, and events of any type.
final class EventBorders {

    private EventBorders() {}

    static void addTo(Borders borders) {
        create(borders);
        authEvents(borders);
        others(borders);
    }

    private static void create(Borders borders) {
        borders.denies(
                CREATE_PREV_EVENTS,
                true,
                false,
                (version, has) -> created(version, has ? withPrevEvents(version) : Map.of()));
        borders.denies(
                CREATE_ROOM_ID,
                "!room:two.example",
                "!room:one.example",
                (version, id) ->
                        // The room's id is no field where it follows from the event.
                        version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                                        && id.equals("!room:one.example")
                                ? created(version, Map.of())
                                : created(version, Map.of("room_id", id)));
        borders.denies(
                CREATE_ROOM_VERSION,
                "org.example.unknown",
                "1",
                (version, id) -> createdWith(version, content(version).with("room_version", id)));
        borders.denies(
                CREATE_CREATOR,
                JsonObject.EMPTY,
                JsonObject.of("creator", ALICE),
                EventBorders::createdWith);
        borders.denies(
                CREATE_ADDITIONAL_CREATORS,
                "bob",
                "@bob:two.example",
                (version, user) ->
                        createdWith(
                                version,
                                content(version).with("additional_creators", List.of(user))));
    }

    private static JsonObject content(RoomVersion version) {
        return TestRoom.of(version).create().content();
    }

    private static Verdict createdWith(RoomVersion version, JsonObject content) {
        return created(version, Map.of("content", content));
    }

    private static Verdict created(RoomVersion version, Map<String, ?> changed) {
        Pdu create = TestRoom.of(version).create();
        JsonObject json = create.json().merge(JsonObject.from(changed));
        return Authorization.check(
                version.rules(), Pdu.of(json, version, create.eventId()), AuthState.of(List.of()));
    }

    private static Map<String, ?> withPrevEvents(RoomVersion version) {
        Pdu event = TestRoom.of(version).event(message(ALICE));
        return Map.of("prev_events", event.json().array("prev_events").orElseThrow());
    }

    private static Draft message(UserId sender) {
        return Draft.message(sender, EventType.M_ROOM_MESSAGE, JsonObject.EMPTY);
    }

    /// Alice says something, and cites the create event where it is to be cited, and what is given here.
    private static void authEvents(Borders borders) {
        borders.denies(
                ROOM_ID,
                true,
                false,
                (version, rejected) -> {
                    TestRoom room = TestRoom.of(version);
                    return AuthEvents.check(
                            room.event(message(ALICE)),
                            List.of(),
                            Optional.of(new Cited(room.create(), rejected)));
                });
        borders.denies(
                AUTH_EVENTS_DUPLICATE,
                2,
                1,
                (version, times) -> {
                    TestRoom room = TestRoom.of(version);
                    Cited member = accepted(room.event(EventType.M_ROOM_MEMBER, ALICE.value()));
                    return cites(room, Stream.generate(() -> member).limit(times));
                });
        borders.denies(
                AUTH_EVENTS_NOT_SELECTED,
                EventType.M_ROOM_NAME,
                EventType.M_ROOM_POWER_LEVELS,
                (version, type) -> {
                    TestRoom room = TestRoom.of(version);
                    Pdu event = room.event(Draft.state(ALICE, type, "", JsonObject.EMPTY));
                    return cites(room, Stream.of(accepted(event)));
                });
        borders.denies(
                AUTH_EVENTS_REJECTED,
                true,
                false,
                (version, rejected) -> {
                    TestRoom room = TestRoom.of(version);
                    Pdu member = room.event(EventType.M_ROOM_MEMBER, ALICE.value()).orElseThrow();
                    return cites(room, Stream.of(new Cited(member, rejected)));
                });
        borders.denies(
                AUTH_EVENTS_CREATE,
                false,
                true,
                (version, cited) -> {
                    TestRoom room = TestRoom.of(version);
                    return cites(
                            room.event(message(ALICE)),
                            room,
                            cited ? Stream.of(accepted(room.create())) : Stream.of());
                });
        borders.denies(
                AUTH_EVENTS_ROOM,
                Optional.of("!other:one.example"),
                Optional.<String>empty(),
                (version, other) -> {
                    TestRoom room = TestRoom.of(version);
                    Pdu member = room.event(EventType.M_ROOM_MEMBER, ALICE.value()).orElseThrow();
                    JsonObject json = member.json();
                    JsonObject moved = other.map(id -> json.with("room_id", id)).orElse(json);
                    return cites(
                            room, Stream.of(accepted(Pdu.of(moved, version, member.eventId()))));
                });
    }

    private static Cited accepted(Optional<Pdu> event) {
        return accepted(event.orElseThrow());
    }

    private static Cited accepted(Pdu event) {
        return new Cited(event, false);
    }

    private static Verdict cites(TestRoom room, Stream<Cited> others) {
        boolean implied = room.version().rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID);
        Stream<Cited> create = implied ? Stream.of() : Stream.of(accepted(room.create()));
        return cites(room.event(message(ALICE)), room, Stream.concat(create, others));
    }

    private static Verdict cites(Pdu event, TestRoom room, Stream<Cited> cited) {
        return AuthEvents.check(event, cited.toList(), Optional.of(accepted(room.create())));
    }

    private static void others(Borders borders) {
        borders.denies(
                FEDERATE,
                false,
                true,
                (version, federate) ->
                        TestRoom.of(version, JsonObject.of("m.federate", federate))
                                .joinRule("public")
                                .membership(BOB, BOB, "join"));
        borders.denies(
                ALIASES_NO_STATE_KEY,
                Draft.message(BOB, EventType.M_ROOM_ALIASES, JsonObject.EMPTY),
                aliases("two.example"),
                (version, draft) -> TestRoom.of(version).check(draft));
        borders.denies(
                ALIASES_DOMAIN,
                aliases("one.example"),
                aliases("two.example"),
                (version, draft) -> TestRoom.of(version).check(draft));
        borders.denies(
                SENDER_NOT_JOINED,
                "invite",
                "join",
                (version, ofBob) -> TestRoom.of(version).member(BOB, ofBob).check(message(BOB)));
        borders.denies(
                THIRD_PARTY_INVITE_LEVEL,
                51,
                50,
                (version, invite) ->
                        levels(version, 50, 0)
                                .levels(users(50, 0).with("invite", invite))
                                .check(state(EventType.M_ROOM_THIRD_PARTY_INVITE, "token")));
        borders.denies(
                REQUIRED_LEVEL,
                49,
                50,
                (version, bob) -> levels(version, bob, 0).check(state("m.room.name", "")));
        borders.denies(
                STATE_KEY_OF_ANOTHER,
                CAROL,
                BOB,
                (version, user) ->
                        levels(version, 50, 0).check(state("org.example", user.value())));
        borders.allows(REDACTION_LEVEL, 50, REDACTION_OTHERWISE, 49, EventBorders::redactsByLevel);
        borders.allows(
                REDACTION_DOMAIN,
                "$x:two.example",
                REDACTION_OTHERWISE,
                "$x:one.example",
                (version, target) -> redacts(levels(version, 0, 0), target));
        borders.denies(REDACTION_OTHERWISE, 49, 50, EventBorders::redactsByLevel);
    }

    private static Draft state(String type, String stateKey) {
        return Draft.state(BOB, type, stateKey, JsonObject.EMPTY);
    }

    private static Draft aliases(String server) {
        return state(EventType.M_ROOM_ALIASES, server);
    }

    private static Verdict redactsByLevel(RoomVersion version, int bob) {
        return redacts(levels(version, bob, 0), "$x:one.example");
    }

    private static Verdict redacts(TestRoom room, String target) {
        return room.check(Draft.redaction(BOB, new EventId(target), JsonObject.EMPTY));
    }
}
