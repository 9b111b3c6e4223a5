package myelin.slidingsync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.filter.RequiredState;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.roomlists.ListFacts;
import myelin.roomlists.ListedRoom;
import myelin.stream.Stream;
import myelin.sync.RoomsAhead;
import myelin.sync.Sources;

/// The rooms of one answer. Made for it, by its thread.
final class RoomsPart {

    /// Events in the timelines of one answer, at most; each room gets one nevertheless.
    private static final int MAX_EVENTS = 10_000;

    private final Sources sources;
    private final Dialect dialect;
    private final Moment moment;
    private final ConnectionState state;
    private final ListFacts facts;
    private final RoomParts parts;

    /// Whether everything that was wanted before is wanted still, by both; most rooms have the same.
    private final Map<RequiredState, Map<RequiredState, Boolean>> covered = new HashMap<>();

    RoomsPart(
            Sources sources,
            Dialect dialect,
            Moment moment,
            ConnectionState state,
            ListFacts facts,
            RoomParts parts) {
        this.sources = sources;
        this.dialect = dialect;
        this.moment = moment;
        this.state = state;
        this.facts = facts;
        this.parts = parts;
    }

    /// Tells of the rooms in which there is something new, or of which more is wanted.
    ///
    /// @param next takes what the client is sent
    Map<RoomId, RoomParts.Told> tell(Interest interest, ConnectionState.Next next) {
        Set<RoomId> read = newlyRead(interest);
        List<Interest.Room> touched = new ArrayList<>();
        for (Interest.Room room : interest.rooms().values()) {
            if (read.contains(room.id()) || isTouched(room)) {
                touched.add(room);
            }
        }
        int most = Math.max(1, MAX_EVENTS / Math.max(1, touched.size()));
        Map<RoomId, RoomParts.Told> told = new LinkedHashMap<>();
        Fresh fresh = fresh(touched, most);
        if (fresh.rooms().size() > 1) {
            parts.lookAhead(fresh.rooms(), fresh.config());
        }
        int size = RoomsAhead.page(fresh.config().timelineLimit() + 1);
        for (int from = 0; from < touched.size(); from += size) {
            int to = Math.min(from + size, touched.size());
            List<Interest.Room> page = touched.subList(from, to);
            read(page, fresh);
            tell(page, most, read, next, told);
        }
        return told;
    }

    private void tell(
            List<Interest.Room> page,
            int most,
            Set<RoomId> read,
            ConnectionState.Next next,
            Map<RoomId, RoomParts.Told> told) {
        for (Interest.Room room : page) {
            Optional<SentRoom> before = state.room(room.id());
            boolean dm = facts.isDirect(room.id());
            int limit = Math.min(room.config().timelineLimit(), most);
            RoomParts.Told part = parts.tell(room, before, limit, dm);
            next.put(
                    room.id(),
                    before.map(sent -> sent.told(part.sent(), dm))
                            .orElseGet(() -> SentRoom.first(part.sent(), dm)));
            if (part.isNews() || read.contains(room.id())) {
                told.put(room.id(), part);
            }
        }
    }

    /// Rooms that come into sight, of which the same is wanted.
    private record Fresh(RoomConfig config, Set<RoomId> rooms) {}

    /// Of rooms that come into sight much is wanted, mostly the same of all: that is looked up at once.
    private Fresh fresh(List<Interest.Room> touched, int most) {
        Map<RoomConfig, Set<RoomId>> fresh = new HashMap<>();
        for (Interest.Room room : touched) {
            boolean joined = room.listed().member().membership() == Membership.JOIN;
            if (joined && state.room(room.id()).isEmpty()) {
                fresh.computeIfAbsent(room.config().limit(most), wanted -> new HashSet<>())
                        .add(room.id());
            }
        }
        return fresh.entrySet().stream()
                .max(Comparator.comparingInt(wanted -> wanted.getValue().size()))
                .map(wanted -> new Fresh(wanted.getKey(), wanted.getValue()))
                .orElseGet(() -> new Fresh(new RoomConfig(0, RequiredState.NONE), Set.of()));
    }

    private void read(List<Interest.Room> page, Fresh fresh) {
        List<RoomId> rooms =
                page.stream().map(Interest.Room::id).filter(fresh.rooms()::contains).toList();
        if (rooms.size() > 1) {
            parts.read(rooms, fresh.config());
        }
    }

    private boolean isTouched(Interest.Room room) {
        Optional<SentRoom> before = state.room(room.id());
        if (before.isEmpty() || before.get().events() != SentRoom.LIVE) {
            return true;
        }
        RoomConfig sent = before.get().config();
        return room.listed().activity() > moment.after(Stream.EVENTS)
                || room.config().timelineLimit() > sent.timelineLimit()
                || !covers(sent.requiredState(), room.config().requiredState())
                || isDmNow(room.id(), before.get());
    }

    private boolean covers(RequiredState sent, RequiredState wanted) {
        return covered.computeIfAbsent(sent, none -> new HashMap<>())
                .computeIfAbsent(wanted, now -> sent.or(now).equals(sent));
    }

    /// Whether it has changed that the room is a direct chat.
    private boolean isDmNow(RoomId room, SentRoom sent) {
        return moment.hasMoved(Stream.ACCOUNT_DATA) && facts.isDirect(room) != sent.dm();
    }

    /// Rooms in which the user has read on, so that other events are unread.
    private Set<RoomId> newlyRead(Interest interest) {
        if (!dialect.countsUnread() || moment.isFirst() || !moment.hasMoved(Stream.RECEIPTS)) {
            return Set.of();
        }
        Set<RoomId> joined = new HashSet<>();
        for (Interest.Room room : interest.rooms().values()) {
            if (room.listed().member().membership() == Membership.JOIN) {
                joined.add(room.id());
            }
        }
        Set<RoomId> read = new HashSet<>();
        sources.receipts()
                .changes(
                        moment.user(),
                        joined,
                        moment.after(Stream.RECEIPTS),
                        moment.upTo(Stream.RECEIPTS))
                .forEach((room, content) -> {
                    if (hasOwn(content)) {
                        read.add(room);
                    }
                });
        return read;
    }

    private boolean hasOwn(JsonObject receipts) {
        String user = moment.user().value();
        return receipts.keys().stream()
                .flatMap(event -> receipts.object(event).stream())
                .flatMap(types -> types.keys().stream().map(types::object))
                .flatMap(Optional::stream)
                .anyMatch(users -> users.has(user));
    }

    /// Notes where the client stays behind: rooms that it knows and that have news, but are out of its
    /// sight.
    void noteUnsent(List<ListedRoom> all, Interest interest, ConnectionState.Next next) {
        long after = moment.after(Stream.EVENTS);
        for (ListedRoom room : all) {
            Optional<SentRoom> sent = state.room(room.id());
            if (sent.isPresent()
                    && sent.get().events() == SentRoom.LIVE
                    && !interest.rooms().containsKey(room.id())
                    && (room.activity() > after || isDmNow(room.id(), sent.get()))) {
                next.put(room.id(), sent.get().withEvents(after));
            }
        }
    }
}
