package myelin.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.members.RoomMember;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import org.jspecify.annotations.Nullable;

/// How many are in a room, and after whom it may be called if it has no name
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync), `RoomSummary`). Made for one answer, by
/// its thread.
public final class RoomSummaries {

    private static final int HEROES = 5;

    private static final StateKey NAME = StateKey.of(EventType.M_ROOM_NAME);
    private static final StateKey ALIAS = StateKey.of(EventType.M_ROOM_CANONICAL_ALIAS);

    /// Members of a room, at most, for all of them to be looked at.
    private static final int SMALL = 100;

    private static final List<Membership> PRESENT = List.of(Membership.JOIN, Membership.INVITE);

    private final Rooms rooms;
    private final UserId user;
    private final Map<RoomId, List<RoomMember>> ahead = new HashMap<>();

    public RoomSummaries(Rooms rooms, UserId user) {
        this.rooms = rooms;
        this.user = user;
    }

    /// A summary.
    ///
    /// @param heroes whom it names
    record Summary(JsonObject json, List<RoomMember> heroes) {}

    /// The summary of a room whose present state is given. "Required if the room's `m.room.name` or
    /// `m.room.canonical_alias` state events are unset or empty": a room that has one of them can be
    /// called by that, and its heroes are not looked for.
    Summary of(RoomId room, StateRoot state) {
        JsonObject.Builder summary = JsonObject.builder();
        rooms.find(room)
                .ifPresent(snapshot ->
                        summary.put("m.joined_member_count", snapshot.head().joinedMembers())
                                .put("m.invited_member_count", snapshot.head().invitedMembers()));
        if (isNamed(state)) {
            return new Summary(summary.build(), List.of());
        }
        List<RoomMember> heroes = heroes(room);
        List<UserId> users = heroes.stream().map(RoomMember::user).toList();
        return new Summary(summary.put("m.heroes", JsonArray.from(users)).build(), heroes);
    }

    /// Whether a summary may say something else once the state has changed at a key.
    static boolean dependsOn(StateKey key) {
        return key.type().equals(EventType.M_ROOM_MEMBER) || key.equals(NAME) || key.equals(ALIAS);
    }

    private boolean isNamed(StateRoot state) {
        Map<StateKey, Long> named = rooms.states().events(state, List.of(NAME, ALIAS));
        return hasText(named.get(NAME), "name") || hasText(named.get(ALIAS), "alias");
    }

    private boolean hasText(@Nullable Long number, String field) {
        return Optional.ofNullable(number)
                .map(rooms.events()::at)
                .flatMap(event -> event.shown().content().string(field))
                .filter(text -> !text.isEmpty())
                .isPresent();
    }

    /// Others after whom the room may be called: those who are there or invited; if there are none,
    /// those who were.
    public List<RoomMember> heroes(RoomId room) {
        List<RoomMember> known = ahead.get(room);
        return known != null ? known : present(room);
    }

    private List<RoomMember> present(RoomId room) {
        List<RoomMember> present = rooms.firstMembers(room, PRESENT, user, HEROES);
        return present.isEmpty()
                ? rooms.firstMembers(room, List.of(Membership.LEAVE, Membership.BAN), user, HEROES)
                : present;
    }

    /// Looks for the heroes of several rooms at once, as far as these are small: of large ones a look at
    /// each costs less.
    public void lookAhead(Collection<RoomId> some) {
        List<RoomId> small =
                rooms.find(some).values().stream()
                        .filter(RoomSummaries::isSmall)
                        .map(RoomSnapshot::room)
                        .toList();
        if (small.size() > 1) {
            for (RoomMember hero : rooms.firstMembers(small, PRESENT, user, HEROES)) {
                ahead.computeIfAbsent(hero.room(), room -> new ArrayList<>()).add(hero);
            }
        }
    }

    private static boolean isSmall(RoomSnapshot room) {
        return room.head().joinedMembers() + room.head().invitedMembers() <= SMALL;
    }
}
