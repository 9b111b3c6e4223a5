package myelin.creation;

import static myelin.http.Caller.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.concurrent.KeyedLocks;
import myelin.core.event.CreateContent;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.room.PowerLevels;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.directory.Directory;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.http.Use;
import myelin.limits.RateLimit;
import myelin.members.RoomMember;
import myelin.memberships.Memberships;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.rooms.Submission;
import myelin.sending.Drafts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Replaces rooms by new ones, of another version mostly
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#room-upgrades)).
///
/// What users keep of their own about a room follows them by the stream of events, elsewhere.
final class Upgrade {

    private static final Logger log = LoggerFactory.getLogger(Upgrade.class);

    /// Bans in one transaction, so that others need not wait for thousands.
    private static final int BANS_AT_ONCE = 100;

    private final Rooms rooms;
    private final Drafts checks;
    private final Directory directory;
    private final Memberships memberships;

    /// Whoever asks twice for the same gets the same room.
    private final KeyedLocks<RoomId> underWay = new KeyedLocks<>();

    Upgrade(Rooms rooms, Drafts checks, Directory directory, Memberships memberships) {
        this.rooms = rooms;
        this.checks = checks;
        this.directory = directory;
        this.memberships = memberships;
    }

    Route route() {
        return Route.post("/_matrix/client/v3/rooms/{roomId}/upgrade")
                .operation("upgradeRoom")
                .caller(USER)
                .use(Use.SEND)
                .limit(RateLimit.ROOM_CREATION)
                .r0()
                .to(this::upgrade);
    }

    record Wanted(String newVersion, @Nullable List<UserId> additionalCreators) {}

    private JsonObject upgrade(Request request) {
        Requester requester = request.requester();
        requester.requireNotSuspended();
        Wanted wanted = request.body(Wanted.class);
        RoomVersion version = Creation.version(wanted.newVersion());
        RoomId old = request.path("roomId", RoomId::parse);
        try (var _ = underWay.hold(old)) {
            return JsonObject.of(
                    "replacement_room",
                    replace(
                            requester.user(),
                            old,
                            version,
                            wanted.additionalCreators() == null
                                    ? List.of()
                                    : wanted.additionalCreators()));
        }
    }

    private RoomId replace(
            UserId upgrader, RoomId room, RoomVersion version, List<UserId> additionalCreators) {
        RoomSnapshot old =
                rooms.find(room).orElseThrow(() -> MatrixError.notFound("There is no such room"));
        requireMayUpgrade(old, upgrader);
        Optional<RoomId> before = replacedBefore(old, upgrader, version);
        if (before.isPresent()) {
            return before.get();
        }
        ReplacementEvents events =
                new ReplacementEvents(rooms, old, upgrader, version, additionalCreators);
        RoomId replacement = build(old, upgrader, version, events);
        JsonObject tombstone =
                JsonObject.of(
                        "body", "This room has been replaced", "replacement_room", replacement);
        rooms.sender()
                .send(
                        Submission.to(room, events.state(EventType.M_ROOM_TOMBSTONE, "", tombstone))
                                .and((tx, sent) -> directory.move(tx, room, replacement)));
        directory.describe(replacement);
        events.names()
                .ifPresent(names -> {
                    attempt(room, events.state(EventType.M_ROOM_CANONICAL_ALIAS, "", names.left()));
                    attempt(
                            replacement,
                            events.state(EventType.M_ROOM_CANONICAL_ALIAS, "", names.moved()));
                });
        InheritedPowerLevels.closed(old)
                .ifPresent(levels ->
                        attempt(room, events.state(EventType.M_ROOM_POWER_LEVELS, "", levels)));
        return replacement;
    }

    private static void requireMayUpgrade(RoomSnapshot old, UserId upgrader) {
        PowerLevels levels = old.powerLevels();
        if (!old.isJoined(upgrader)
                || levels.of(upgrader) < levels.needed(EventType.M_ROOM_TOMBSTONE, true)) {
            throw MatrixError.forbidden("You may not upgrade this room");
        }
    }

    /// The room that this user's request has made before, when the answer to it got lost.
    private Optional<RoomId> replacedBefore(
            RoomSnapshot old, UserId upgrader, RoomVersion version) {
        return old.event(EventType.M_ROOM_TOMBSTONE, "")
                .filter(tombstone -> tombstone.sender().equals(upgrader))
                .flatMap(tombstone -> tombstone.content().string("replacement_room"))
                .flatMap(RoomId::tryParse)
                .flatMap(rooms::find)
                .filter(room -> room.version() == version && room.isJoined(upgrader))
                .filter(room -> isReplacementOf(room, old.room()))
                .map(RoomSnapshot::room);
    }

    private static boolean isReplacementOf(RoomSnapshot room, RoomId old) {
        return room.event(EventType.M_ROOM_CREATE, "")
                .flatMap(create -> new CreateContent(create).predecessor())
                .filter(predecessor -> predecessor.room().equals(old))
                .isPresent();
    }

    private RoomId build(
            RoomSnapshot old, UserId upgrader, RoomVersion version, ReplacementEvents events) {
        List<UserId> banned =
                rooms.members(old.room(), Membership.BAN).stream().map(RoomMember::user).toList();
        InheritedPowerLevels levels =
                new InheritedPowerLevels(old, upgrader, version, events.creators());
        JsonObject first = levels.first(banned);
        List<Draft> drafts = new ArrayList<>();
        drafts.add(events.create());
        JsonObject member = memberships.member(Membership.JOIN, upgrader, true);
        drafts.add(events.state(EventType.M_ROOM_MEMBER, upgrader.value(), member));
        drafts.add(events.state(EventType.M_ROOM_POWER_LEVELS, "", first));
        drafts.addAll(events.state());
        Set<String> privileged =
                version.rules().has(Rule.PRIVILEGED_CREATORS) ? events.creators() : Set.of();
        checks.check(drafts.get(2), version.rules(), privileged);
        RoomId replacement =
                rooms.sender().send(Submission.newRoom(version, drafts)).getFirst().pdu().roomId();
        List<Draft> bans = events.bans(banned);
        for (int from = 0; from < bans.size(); from += BANS_AT_ONCE) {
            int to = Math.min(from + BANS_AT_ONCE, bans.size());
            send(replacement, bans.subList(from, to));
        }
        if (!first.equals(levels.lasting())) {
            send(
                    replacement,
                    List.of(events.state(EventType.M_ROOM_POWER_LEVELS, "", levels.lasting())));
        }
        return replacement;
    }

    private void send(RoomId room, List<Draft> drafts) {
        rooms.sender().send(Submission.to(room, drafts.toArray(Draft[]::new)));
    }

    /// Does what is good but not needed, as far as the upgrader may: an upgrade without it is one.
    private void attempt(RoomId room, Draft draft) {
        try {
            rooms.sender().send(room, draft);
        } catch (MatrixError refused) {
            log.info("upgrade left undone room={} type={}", room, draft.type(), refused);
        }
    }
}
