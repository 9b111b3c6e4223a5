package myelin.roomlists;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.accountdata.AccountData;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.events.StoredEvent;
import myelin.history.Stays;
import myelin.members.LocalMembers;
import myelin.members.RoomMember;
import myelin.rooms.RoomListing;
import myelin.rooms.Rooms;

/// Each user's rooms in the order of their activity, in memory.
///
/// Keyed by the position of the EVENTS stream at which it was read, and moved on by the newest events
/// when it is asked for again: who does not look costs nothing. Rooms themselves are not read; one
/// query brings what is needed of all of them. Any thread.
public final class RoomLists {

    /// Rooms of all users in memory, at most.
    private static final int CACHED = 1_000_000;

    private final Rooms rooms;
    private final Stays stays;
    private final AccountData accountData;
    private final Cache<UserId, Known> cache =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED)
                    .weigher((UserId user, Known known) -> known.listings().size() + 1)
                    .build();

    public RoomLists(Rooms rooms, Stays stays, AccountData accountData) {
        this.rooms = rooms;
        this.stays = stays;
        this.accountData = accountData;
    }

    private record Known(
            long asOf,
            Map<RoomId, RoomMember> members,
            Map<RoomId, RoomListing> listings,
            List<ListedRoom> sorted) {}

    /// All rooms of which the user is or was a member, that with the newest activity first.
    ///
    /// @param userRooms those of them that are shown
    public List<ListedRoom> of(UserId user, LocalMembers.UserRooms userRooms) {
        Known known = cache.getIfPresent(user);
        if (known != null
                && known.asOf() >= userRooms.position()
                && known.members().equals(userRooms.rooms())) {
            return known.sorted();
        }
        Known now =
                Optional.ofNullable(known)
                        .flatMap(before -> moved(before, userRooms))
                        .orElseGet(() -> loaded(userRooms));
        cache.put(user, now);
        return now.sorted();
    }

    /// What filters ask of a user's rooms, for one answer.
    public ListFacts facts(UserId user) {
        return new ListFacts(rooms, stays, accountData, user);
    }

    private Known loaded(LocalMembers.UserRooms userRooms) {
        Map<RoomId, RoomListing> listings = new HashMap<>();
        rooms.listed(userRooms.rooms().keySet())
                .forEach(listing -> listings.put(listing.room(), listing));
        return sorted(userRooms, listings);
    }

    /// The order once the events since have come; empty when they are not in memory any more, or a room is
    /// shown that was not.
    private Optional<Known> moved(Known before, LocalMembers.UserRooms userRooms) {
        Optional<List<StoredEvent>> events = rooms.recent().since(before.asOf());
        boolean shows = before.members().keySet().containsAll(userRooms.rooms().keySet());
        if (events.isEmpty() || !shows) {
            return Optional.empty();
        }
        Map<RoomId, RoomListing> listings = new HashMap<>(before.listings());
        boolean changed = !before.members().equals(userRooms.rooms());
        for (StoredEvent event : events.get()) {
            RoomId room = event.pdu().roomId();
            RoomListing listing = listings.get(room);
            if (listing != null) {
                listings.put(room, moved(listing, event));
                changed = true;
            }
        }
        return Optional.of(
                changed
                        ? sorted(userRooms, listings)
                        : new Known(
                                userRooms.position(),
                                before.members(),
                                before.listings(),
                                before.sorted()));
    }

    private static RoomListing moved(RoomListing listing, StoredEvent event) {
        RoomListing moved = listing.movedTo(event.position());
        return event.pdu().is(EventType.M_ROOM_ENCRYPTION, "") ? moved.nowEncrypted() : moved;
    }

    private static Known sorted(
            LocalMembers.UserRooms userRooms, Map<RoomId, RoomListing> listings) {
        List<ListedRoom> sorted = new ArrayList<>(userRooms.rooms().size());
        for (RoomMember member : userRooms.rooms().values()) {
            RoomListing listing = listings.get(member.room());
            if (listing != null) {
                sorted.add(new ListedRoom(member, listing));
            }
        }
        sorted.sort(ListedRoom.NEWEST_FIRST);
        return new Known(
                userRooms.position(), userRooms.rooms(), Map.copyOf(listings), List.copyOf(sorted));
    }
}
