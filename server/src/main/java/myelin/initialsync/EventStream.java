package myelin.initialsync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.http.Requester;
import myelin.members.LocalMembers;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import myelin.stream.Heads;
import myelin.stream.Stream;
import myelin.stream.Streams;
import myelin.stream.Waiters;
import myelin.sync.Sources;

/// `/events`: what comes after a token, as soon as there is something. Events of rooms first, then who is
/// typing, receipts, and presence.
final class EventStream {

    /// Who looks into a room without being in it is not woken by its events, and looks so often.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Sources sources;
    private final Rooms rooms;
    private final Streams streams;
    private final Waiters waiters;

    EventStream(Sources sources, Streams streams, Waiters waiters) {
        this.sources = sources;
        this.rooms = sources.rooms();
        this.streams = streams;
        this.waiters = waiters;
    }

    /// A question.
    ///
    /// @param since where the client stands; empty: where the server stands now
    /// @param room a room into which the client looks; empty: all rooms where the user is
    /// @param limit events of rooms, at most
    record Question(
            Requester requester,
            Optional<Heads> since,
            Optional<RoomId> room,
            int limit,
            Duration timeout) {

        UserId user() {
            return requester.user();
        }
    }

    private record Found(List<JsonObject> events, Heads end) {}

    /// Answers once there is something to tell, at the latest after the timeout.
    JsonObject answer(Question question) {
        try (Waiters.Waiter waiter = waiters.register(question.user())) {
            Heads start = question.since().map(streams::committed).orElseGet(() -> now(question));
            rooms.feed().catchUp(start.of(Stream.EVENTS));
            Duration left = question.timeout();
            while (true) {
                Found found = find(question, start);
                if (!found.events().isEmpty() || !left.isPositive()) {
                    return JsonObject.of(
                            "start",
                            start.toString(),
                            "end",
                            found.end().toString(),
                            "chunk",
                            JsonArray.from(found.events()));
                }
                boolean peeks = question.room().isPresent();
                Duration wait = peeks && left.compareTo(LOOK) > 0 ? LOOK : left;
                boolean woken = isWoken(waiter, wait);
                if (!woken || peeks) {
                    left = left.minus(wait);
                }
            }
        }
    }

    /// A thread that is interrupted, because the server stops, gives the answer that it has.
    private static boolean isWoken(Waiters.Waiter waiter, Duration longest) {
        try {
            return waiter.await(longest);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Heads now(Question question) {
        return now(sources.history().visibility().rooms(question.user()));
    }

    private Heads now(LocalMembers.UserRooms current) {
        return streams.heads().with(Stream.EVENTS, current.position());
    }

    private Found find(Question question, Heads start) {
        UserId user = question.user();
        LocalMembers.UserRooms current = sources.history().visibility().rooms(user);
        Heads now = now(current);
        Map<RoomId, RoomMember> members = current.rooms();
        Set<RoomId> read =
                question.room().map(Set::of).orElseGet(() -> in(members, Membership.JOIN));
        SortedMap<Long, StoredEvent> news = news(question, members, read, start, now);
        ClientEvents.Reader reader = ClientEvents.Reader.of(user, question.requester().device());
        List<JsonObject> events = new ArrayList<>();
        news.values()
                .forEach(event ->
                        events.add(sources.history().clientEvents().format(event, reader)));
        Heads end = now;
        if (news.size() >= question.limit()) {
            end = now.with(Stream.EVENTS, news.lastKey());
        }
        if (now.isAfter(start)) {
            events.addAll(
                    RoomViews.events(
                            "m.typing",
                            sources.typing()
                                    .changes(
                                            read, start.of(Stream.TYPING), now.of(Stream.TYPING))));
            if (now.of(Stream.RECEIPTS) > start.of(Stream.RECEIPTS)) {
                events.addAll(
                        RoomViews.events(
                                "m.receipt",
                                sources.receipts()
                                        .changes(
                                                user,
                                                read,
                                                start.of(Stream.RECEIPTS),
                                                now.of(Stream.RECEIPTS))));
            }
            if (question.room().isEmpty()) {
                events.addAll(
                        sources.presence()
                                .changes(
                                        user,
                                        start.of(Stream.PRESENCE),
                                        now.of(Stream.PRESENCE),
                                        Set.of()));
            }
        }
        return new Found(events, end);
    }

    private static Set<RoomId> in(Map<RoomId, RoomMember> members, Membership wanted) {
        return members.values().stream()
                .filter(member -> member.membership() == wanted)
                .map(RoomMember::room)
                .collect(Collectors.toSet());
    }

    /// New events of the rooms that are read, and those by which the user is invited or leaves, at the
    /// positions at which they are news.
    private SortedMap<Long, StoredEvent> news(
            Question question,
            Map<RoomId, RoomMember> members,
            Set<RoomId> read,
            Heads start,
            Heads now) {
        long after = start.of(Stream.EVENTS);
        long upTo = now.of(Stream.EVENTS);
        if (upTo <= after) {
            return Collections.emptySortedMap();
        }
        SortedMap<Long, StoredEvent> found = new TreeMap<>();
        for (RoomId room : rooms.events().newestInRooms(read, after, upTo).keySet()) {
            EventRange range = EventRange.forwardFrom(after, upTo, question.limit());
            sources.relations()
                    .visible(question.user(), rooms.events().inRoom(room, range))
                    .forEach(event -> found.put(event.position(), event));
        }
        if (question.room().isEmpty()) {
            members.values().stream()
                    .filter(member -> member.membership() != Membership.JOIN)
                    .filter(member -> member.position() > after && member.position() <= upTo)
                    .forEach(member -> found.put(member.position(), rooms.memberEvent(member)));
        }
        while (found.size() > question.limit()) {
            found.pollLastEntry();
        }
        return found;
    }
}
