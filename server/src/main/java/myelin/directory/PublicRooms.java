package myelin.directory;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import myelin.core.event.CreateContent;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.MxcUri;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.core.room.GuestAccess;
import myelin.core.room.HistoryVisibility;
import myelin.core.room.JoinRule;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sql.Database;

/// The rooms that this server shows to the public, those with the most members first
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#published-room-directory)). Any thread.
///
/// A published room that nobody is in, or that nobody could enter or read, is not shown.
final class PublicRooms {

    /// Rooms in one answer, at most.
    private static final int MOST = 500;

    private static final Set<JoinRule> OPEN =
            Set.of(JoinRule.PUBLIC, JoinRule.KNOCK, JoinRule.KNOCK_RESTRICTED);

    private final Database database;
    private final PublishedRoomsTable published;
    private final Rooms rooms;

    PublicRooms(Database database, PublishedRoomsTable published, Rooms rooms) {
        this.database = database;
        this.published = published;
        this.rooms = rooms;
    }

    /// What somebody looks for.
    ///
    /// @param limit how many rooms; 0: as many as one answer has
    /// @param since where an answer before ended
    /// @param term stands in the name, the topic or the alias; empty: any
    /// @param types of these kinds, of which an empty one is that of usual rooms; empty: any
    record Query(long limit, Optional<Place> since, String term, Set<Optional<String>> types) {}

    /// A place in the list, between two rooms.
    ///
    /// @param back whether what stands before it is wanted
    /// @param rank the last room seen on the way there
    record Place(boolean back, Rank rank) {

        /// Reads a token of the list.
        static Optional<Place> parse(String token) {
            int end = token.indexOf('_');
            if (end < 2 || "np".indexOf(token.charAt(0)) < 0) {
                return Optional.empty();
            }
            try {
                long joined = Long.parseLong(token, 1, end, 10);
                Rank rank = new Rank(joined, token.substring(end + 1));
                return Optional.of(new Place(token.charAt(0) == 'p', rank));
            } catch (NumberFormatException none) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return (back ? "p" : "n") + rank.joined() + "_" + rank.room();
        }
    }

    /// What orders the list.
    record Rank(long joined, String room) implements Comparable<Rank> {

        private static final Comparator<Rank> ORDER =
                Comparator.comparingLong(Rank::joined).reversed().thenComparing(Rank::room);

        static Rank of(RoomSnapshot room) {
            return new Rank(room.head().joinedMembers(), room.room().value());
        }

        @Override
        public int compareTo(Rank other) {
            return ORDER.compare(this, other);
        }
    }

    /// A page of the list.
    JsonObject page(Query query) {
        List<RoomSnapshot> shown = shown();
        List<RoomSnapshot> found = shown.stream().filter(room -> isWanted(room, query)).toList();
        int limit = query.limit() == 0 ? MOST : (int) Math.min(query.limit(), MOST);
        int from = 0;
        int to = Math.min(limit, found.size());
        if (query.since().isPresent()) {
            Place since = query.since().get();
            int before = before(found, since.rank(), !since.back());
            from = since.back() ? Math.max(0, before - limit) : before;
            to = since.back() ? before : Math.min(from + limit, found.size());
        }
        List<RoomSnapshot> page = found.subList(from, to);
        JsonObject.Builder answer =
                JsonObject.builder()
                        .put("chunk", page.stream().map(PublicRooms::entry).toList())
                        .put("total_room_count_estimate", shown.size());
        if (to < found.size() && !page.isEmpty()) {
            answer.put("next_batch", new Place(false, Rank.of(page.getLast())).toString());
        }
        if (from > 0 && !page.isEmpty()) {
            answer.put("prev_batch", new Place(true, Rank.of(page.getFirst())).toString());
        }
        return answer.build();
    }

    private List<RoomSnapshot> shown() {
        List<RoomId> all = database.read(published::all);
        return all.stream()
                .flatMap(room -> rooms.find(room).stream())
                .filter(PublicRooms::isOpen)
                .sorted(Comparator.comparing(Rank::of))
                .toList();
    }

    private static boolean isOpen(RoomSnapshot room) {
        return room.head().joinedMembers() > 0
                && (OPEN.contains(room.joinRule()) || isWorldReadable(room));
    }

    private static boolean isWorldReadable(RoomSnapshot room) {
        return room.historyVisibility() == HistoryVisibility.WORLD_READABLE;
    }

    /// How many rooms stand before a rank, or at it, too.
    private static int before(List<RoomSnapshot> found, Rank rank, boolean inclusive) {
        int before = 0;
        while (before < found.size()) {
            int order = Rank.of(found.get(before)).compareTo(rank);
            if (order > 0 || (order == 0 && !inclusive)) {
                break;
            }
            before++;
        }
        return before;
    }

    private static boolean isWanted(RoomSnapshot room, Query query) {
        if (!query.types().isEmpty() && !query.types().contains(type(room))) {
            return false;
        }
        String term = query.term().toLowerCase(Locale.ROOT);
        return term.isEmpty()
                || Stream.of(
                                text(room, EventType.M_ROOM_NAME, "name"),
                                text(room, EventType.M_ROOM_TOPIC, "topic"),
                                text(room, EventType.M_ROOM_CANONICAL_ALIAS, "alias"))
                        .flatMap(Optional::stream)
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(term));
    }

    private static JsonObject entry(RoomSnapshot room) {
        return JsonObject.builder()
                .put("room_id", room.room())
                .put("num_joined_members", room.head().joinedMembers())
                .put("world_readable", isWorldReadable(room))
                .put("guest_can_join", room.guestAccess() == GuestAccess.CAN_JOIN)
                .put("join_rule", room.joinRule().text())
                .putIfPresent("room_type", type(room))
                .putIfPresent("name", text(room, EventType.M_ROOM_NAME, "name"))
                .putIfPresent("topic", text(room, EventType.M_ROOM_TOPIC, "topic"))
                .putIfPresent(
                        "canonical_alias",
                        text(room, EventType.M_ROOM_CANONICAL_ALIAS, "alias")
                                .flatMap(RoomAlias::tryParse))
                .putIfPresent(
                        "avatar_url",
                        text(room, EventType.M_ROOM_AVATAR, "url").flatMap(MxcUri::tryParse))
                .build();
    }

    private static Optional<String> type(RoomSnapshot room) {
        return room.event(EventType.M_ROOM_CREATE, "")
                .flatMap(create -> new CreateContent(create).type());
    }

    private static Optional<String> text(RoomSnapshot room, String type, String field) {
        return room.stored(new StateKey(type, ""))
                .map(StoredEvent::shown)
                .map(Pdu::content)
                .flatMap(content -> content.string(field))
                .filter(text -> !text.isEmpty());
    }
}
