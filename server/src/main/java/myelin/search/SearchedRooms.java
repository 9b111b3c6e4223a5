package myelin.search;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.CreateContent;
import myelin.core.event.EventType;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.history.Stays;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;

/// The rooms in which somebody searches: "all rooms that the user has been in, including those that they have
/// left". Who names rooms also searches those which they have replaced. Any thread.
final class SearchedRooms {

    /// Rooms that are asked which room they have replaced, at most.
    private static final int MAX_ASKED = 200;

    private final Rooms rooms;
    private final Stays stays;

    SearchedRooms(Rooms rooms, Stays stays) {
        this.rooms = rooms;
        this.stays = stays;
    }

    /// The rooms that the user has been in, and not forgotten. What he may see of them is for the events to say.
    ///
    /// @param filter as in the result of [#widened]
    Set<RoomId> of(UserId user, EventFilter filter) {
        Set<RoomId> searched = new HashSet<>();
        for (RoomMember member : rooms.members().roomsOf(user).values()) {
            if (filter.wantsRoom(member.room()) && stays.end(member).isPresent()) {
                searched.add(member.room());
            }
        }
        return searched;
    }

    /// The filter, with the rooms that were replaced by those which it names and the user is in.
    EventFilter widened(EventFilter filter, UserId user) {
        if (filter.rooms().isEmpty()) {
            return filter;
        }
        Set<RoomId> all = new LinkedHashSet<>(filter.rooms().get());
        Deque<RoomId> open = new ArrayDeque<>(all);
        open.removeIf(room -> !rooms.members().isJoined(user, room));
        for (int asked = 0; asked < MAX_ASKED && !open.isEmpty(); asked++) {
            predecessor(open.remove()).filter(all::add).ifPresent(open::add);
        }
        return EventFilter.parse(filter.json().with("rooms", JsonArray.from(all)));
    }

    private Optional<RoomId> predecessor(RoomId room) {
        return rooms.find(room)
                .flatMap(known -> known.event(EventType.M_ROOM_CREATE, ""))
                .flatMap(create -> new CreateContent(create).predecessor())
                .map(CreateContent.Predecessor::room);
    }
}
