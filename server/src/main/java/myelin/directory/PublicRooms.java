package myelin.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.directory.PublishedRoomsTable.Description;
import myelin.directory.PublishedRoomsTable.Entry;
import myelin.events.StoredEvent;
import myelin.rooms.Rooms;
import myelin.sql.Database;

/// The rooms that this server shows to the public, those with the most members first
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#published-room-directory)). Any thread.
///
/// A published room that nobody is in, or that nobody could enter or read, is not shown.
final class PublicRooms {

    /// Rooms in one answer, at most.
    private static final int MOST = 500;

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
    /// @param term stands in the name, the topic or the alias, in small letters; empty: any
    /// @param types of these kinds, of which an empty one is that of usual rooms; empty: any
    record Query(long limit, Optional<Place> since, String term, Set<Optional<String>> types) {}

    /// A place in the list, between two rooms.
    ///
    /// @param back whether what stands before it is wanted
    /// @param rank the last room seen on the way there
    record Place(boolean back, Rank rank) {

        static final Place START = new Place(false, new Rank(Long.MAX_VALUE, ""));

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

    /// What orders the list: members, the most first, then ids.
    record Rank(long joined, String room) {}

    /// A page of the list.
    JsonObject page(Query query) {
        int limit = query.limit() == 0 ? MOST : (int) Math.min(query.limit(), MOST);
        Place place = query.since().orElse(Place.START);
        return database.read(tx -> {
            List<Entry> found = published.page(tx, place, query, limit + 1);
            boolean more = found.size() > limit;
            List<Entry> page = new ArrayList<>(more ? found.subList(0, limit) : found);
            if (place.back()) {
                Collections.reverse(page);
            }
            JsonObject.Builder answer =
                    JsonObject.builder()
                            .put("chunk", page.stream().map(Entry::chunk).toList())
                            .put("total_room_count_estimate", published.count(tx));
            if (!page.isEmpty()) {
                if (place.back() || more) {
                    answer.put("next_batch", new Place(false, page.getLast().rank()).toString());
                }
                if (place.back() ? more : query.since().isPresent()) {
                    answer.put("prev_batch", new Place(true, page.getFirst().rank()).toString());
                }
            }
            return answer.build();
        });
    }

    /// Writes anew the entries of those rooms that are in the list.
    void describe(Collection<RoomId> among) {
        List<RoomId> listed =
                among.isEmpty() ? List.of() : database.read(tx -> published.among(tx, among));
        List<Description> descriptions =
                listed.stream()
                        .flatMap(room -> rooms.find(room).stream())
                        .map(Description::of)
                        .toList();
        if (!descriptions.isEmpty()) {
            database.write(tx -> descriptions.forEach(is -> published.describe(tx, is)));
        }
    }

    /// Keeps the entries up to date with what happens in the rooms.
    void follow(long after, long upTo) {
        Set<RoomId> changed = new HashSet<>();
        for (StoredEvent event : rooms.between(after, upTo)) {
            if (event.pdu().isState() || event.pdu().redacts().isPresent()) {
                changed.add(event.pdu().roomId());
            }
        }
        describe(changed);
    }
}
