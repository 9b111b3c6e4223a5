package myelin.push;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import myelin.concurrent.Loop;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.push.Actions;
import myelin.core.room.Membership;
import myelin.events.EventIndex;
import myelin.events.EventRange;
import myelin.events.OldEvent;
import myelin.events.StoredEvent;
import myelin.history.Stays;
import myelin.history.Threads;
import myelin.members.RoomMember;
import myelin.observe.CacheMetrics;
import myelin.receipts.ReadPositions;
import myelin.receipts.Receipts;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// How many events a user has not read that the push rules speak of, by room and thread.
///
/// Nothing is written when an event comes: who does not look costs nothing. Whoever asks has the
/// events counted that came since the last answer, which is kept in memory, and in a table when
/// counting was some work. A receipt makes the count start again behind what it says is read.
/// Any thread.
public final class UnreadCounts implements EventIndex, AutoCloseable {

    /// Counts in memory, at most.
    private static final int CACHED = 50_000;

    /// Events read in one go.
    private static final int PAGE = 500;

    /// Unread events of one room that are looked at, at most; more of them count as not there.
    private static final int MAX_EVENTS = 10_000;

    /// Looking at so many events is worth a row.
    private static final int WORTH_A_ROW = 20;

    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final Database database;
    private final Push.Sources sources;
    private final Rooms rooms;
    private final Receipts receipts;
    private final Stays stays;
    private final UserRules rules;
    private final PushEvents pushEvents;
    private final boolean enabled;
    private final boolean countsMessages;
    private final UnreadCountsTable table = new UnreadCountsTable();
    private final Cache<Key, Counted> cache =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();
    private final Map<Key, Counted> unsaved = new ConcurrentHashMap<>();

    /// Counts how often events were deleted: what was counted meanwhile may be wrong, and is not kept.
    private final AtomicLong forgotten = new AtomicLong();

    private final Loop saver = new Loop("unread-counts", this::save);

    private record Key(UserId user, RoomId room) {

        static Key of(Counted counted) {
            return new Key(counted.user(), counted.room());
        }
    }

    /// @param enabled whether anything is counted; otherwise nothing is ever unread
    /// @param countsMessages whether messages are counted also where they don't notify (MSC2654)
    UnreadCounts(
            Database database,
            Push.Sources sources,
            UserRules rules,
            PushEvents pushEvents,
            boolean enabled,
            boolean countsMessages) {
        this.database = database;
        this.sources = sources;
        this.rooms = sources.rooms();
        this.receipts = sources.receipts();
        this.stays = sources.history().stays();
        this.rules = rules;
        this.pushEvents = pushEvents;
        this.enabled = enabled;
        this.countsMessages = countsMessages;
    }

    /// Shows its caches.
    public void show(CacheMetrics shown) {
        shown.add("unread_counts", cache);
    }

    /// Whether [Count#messages] are counted.
    public boolean countsMessages() {
        return countsMessages;
    }

    /// Unread events that notify, and those among them that highlight.
    ///
    /// @param messages unread messages and the like, whether they notify or not; 0 when these are not counted
    public record Count(long notifications, long highlights, long messages) {

        public static final Count NONE = new Count(0, 0, 0);

        private Count plus(Count other) {
            return new Count(
                    notifications + other.notifications,
                    highlights + other.highlights,
                    messages + other.messages);
        }
    }

    /// What is unread in a room.
    ///
    /// @param main outside of threads
    /// @param threads by the root of the thread, without those where nothing is unread
    public record Unread(Count main, Map<EventId, Count> threads) {

        static final Unread NONE = new Unread(Count.NONE, Map.of());

        /// Threads and main timeline together.
        public Count total() {
            return threads.isEmpty() ? main : threads.values().stream().reduce(main, Count::plus);
        }

        JsonObject toJson() {
            JsonObject.Builder json = JsonObject.builder().put("main", json(main));
            if (!threads.isEmpty()) {
                JsonObject.Builder byRoot = JsonObject.builder();
                threads.forEach((root, count) -> byRoot.put(root.value(), json(count)));
                json.put("threads", byRoot.build());
            }
            return json.build();
        }

        static Unread read(JsonObject json) {
            Map<EventId, Count> threads = new HashMap<>();
            JsonObject byRoot = json.object("threads").orElse(JsonObject.EMPTY);
            for (String root : byRoot.keys()) {
                threads.put(
                        EventId.parse(root), count(byRoot.object(root).orElse(JsonObject.EMPTY)));
            }
            return new Unread(count(json.object("main").orElse(JsonObject.EMPTY)), threads);
        }

        private static JsonObject json(Count count) {
            return JsonObject.of(
                    "notifications",
                    count.notifications(),
                    "highlights",
                    count.highlights(),
                    "messages",
                    count.messages());
        }

        private static Count count(JsonObject json) {
            return new Count(
                    json.integer("notifications").orElse(0L),
                    json.integer("highlights").orElse(0L),
                    json.integer("messages").orElse(0L));
        }
    }

    /// What was counted in the room may have counted them.
    @Override
    public void deleted(Tx tx, RoomId room, List<OldEvent> events) {
        table.deleteIn(tx, room);
    }

    /// Drops what is in memory of rooms of which events were deleted.
    public void forget(Predicate<RoomId> rooms) {
        forgotten.incrementAndGet();
        unsaved.keySet().removeIf(key -> rooms.test(key.room()));
        cache.asMap().keySet().removeIf(key -> rooms.test(key.room()));
    }

    /// Begins to keep what was work to count.
    void start() {
        saver.start();
    }

    @Override
    public void close() {
        saver.close();
    }

    /// What the user has not read of a room, of the events up to a position.
    public Unread of(UserId user, RoomId room, long upTo) {
        if (!enabled) {
            return Unread.NONE;
        }
        Key key = new Key(user, room);
        long before = forgotten.get();
        ReadPositions read = receipts.read(user, room);
        Optional<Counted> known =
                Optional.ofNullable(cache.getIfPresent(key))
                        .or(() ->
                                Optional.ofNullable(stored(user, List.of(room), before).get(room)));
        return of(key, upTo, read, known, before);
    }

    /// Counts what the user has not read of several rooms, of the events up to a position, and reads together what
    /// that needs. It is found in memory when it is asked for.
    public void lookAhead(UserId user, Collection<RoomId> some, long upTo) {
        List<RoomId> unknown =
                some.stream()
                        .filter(room -> cache.getIfPresent(new Key(user, room)) == null)
                        .toList();
        if (!enabled || unknown.size() < 2) {
            return;
        }
        long before = forgotten.get();
        Map<RoomId, ReadPositions> read = receipts.read(user, unknown);
        Map<RoomId, Counted> known = stored(user, unknown, before);
        known.values().removeIf(counted -> !isUpToDate(counted, read.get(counted.room())));
        stays.lookAhead(
                unknown.stream()
                        .filter(room -> !known.containsKey(room))
                        .flatMap(room -> joined(user, room).stream())
                        .toList());
        read.forEach((room, positions) ->
                of(
                        new Key(user, room),
                        upTo,
                        positions,
                        Optional.ofNullable(known.get(room)),
                        before));
    }

    private static boolean isUpToDate(Counted counted, @Nullable ReadPositions read) {
        return read != null && counted.readPosition() == read.newest();
    }

    private Unread of(
            Key key, long upTo, ReadPositions read, Optional<Counted> counted, long before) {
        Optional<Counted> known = counted.filter(it -> isUpToDate(it, read));
        long last =
                rooms.find(key.room())
                        .map(snapshot -> Math.min(upTo, snapshot.head().position()))
                        .orElse(upTo);
        if (known.isPresent() && known.get().upTo() >= last) {
            return known.get().unread();
        }
        Counted base =
                known.filter(this::isOfThisStay)
                        .orElseGet(() -> uncounted(key.user(), key.room(), read));
        Counted now = count(base, read, last);
        keep(now, before);
        return now.unread();
    }

    private Map<RoomId, Counted> stored(UserId user, Collection<RoomId> some, long before) {
        Map<RoomId, Counted> found = new HashMap<>();
        for (Counted counted : database.read(tx -> table.find(tx, user, some))) {
            keep(counted, before);
            found.put(counted.room(), counted);
        }
        return found;
    }

    /// Keeps what was counted, unless events were deleted meanwhile.
    ///
    /// @param before how often they had been when the counting began
    private void keep(Counted counted, long before) {
        Key key = Key.of(counted);
        cache.put(key, counted);
        if (forgotten.get() != before) {
            cache.invalidate(key);
        }
    }

    private Counted uncounted(UserId user, RoomId room, ReadPositions read) {
        return new Counted(user, room, Unread.NONE, read.newest(), start(user, room, read));
    }

    /// Nothing counts that was before the user came.
    private long start(UserId user, RoomId room, ReadPositions read) {
        long joined = joined(user, room).map(stays::start).orElse(0L);
        return Math.max(joined, read.everything());
    }

    /// Nor does what was counted before the user left and came again. Most have not even changed their
    /// names since.
    private boolean isOfThisStay(Counted counted) {
        return joined(counted.user(), counted.room())
                .filter(member -> counted.upTo() < member.position())
                .filter(member -> counted.upTo() < stays.start(member))
                .isEmpty();
    }

    private Optional<RoomMember> joined(UserId user, RoomId room) {
        return rooms.members()
                .member(user, room)
                .filter(member -> member.membership() == Membership.JOIN);
    }

    private Counted count(Counted base, ReadPositions read, long upTo) {
        Optional<RoomSnapshot> snapshot = rooms.find(base.room());
        if (snapshot.isEmpty()) {
            return base;
        }
        long before = forgotten.get();
        Counting counting = new Counting(base, read, snapshot.get());
        long at = base.upTo();
        int looked = 0;
        while (looked < MAX_EVENTS) {
            List<StoredEvent> events = newer(base.room(), at, upTo);
            events.forEach(counting::add);
            looked += events.size();
            if (events.size() < PAGE) {
                break;
            }
            at = events.getLast().position();
        }
        if (counting.isOutdated() && !base.unread().equals(Unread.NONE)) {
            return count(uncounted(base.user(), base.room(), read), read, upTo);
        }
        Counted counted =
                new Counted(base.user(), base.room(), counting.unread(), base.readPosition(), upTo);
        if (looked >= WORTH_A_ROW) {
            Key key = Key.of(counted);
            unsaved.put(key, counted);
            if (forgotten.get() != before) {
                unsaved.remove(key);
            }
            saver.wake();
        }
        return counted;
    }

    /// From memory where that reaches far enough.
    private List<StoredEvent> newer(RoomId room, long after, long upTo) {
        Optional<List<StoredEvent>> recent = rooms.recent().since(after);
        if (recent.isEmpty()) {
            return rooms.events().inRoom(room, EventRange.forwardFrom(after, upTo, PAGE));
        }
        List<StoredEvent> events = new ArrayList<>();
        for (StoredEvent event : recent.get()) {
            if (event.position() <= upTo
                    && event.pdu().roomId().equals(room)
                    && events.size() < PAGE) {
                events.add(event);
            }
        }
        return events;
    }

    /// One count under way.
    private final class Counting {
        private final UserId user;
        private final ReadPositions read;
        private final EventJudge judge;
        private final Map<EventId, Count> threads;
        private final long counted;
        private Count main;
        private boolean outdated;

        Counting(Counted base, ReadPositions read, RoomSnapshot room) {
            this.user = base.user();
            this.read = read;
            this.judge = new EventJudge(sources, rules, pushEvents, user, room);
            this.counted = base.upTo();
            this.main = base.unread().main();
            this.threads = new HashMap<>(base.unread().threads());
        }

        /// What was told of may have been redacted since, or deleted.
        void add(StoredEvent told) {
            rooms.events().at(List.of(told.position())).forEach(this::addPresent);
        }

        private void addPresent(StoredEvent event) {
            outdated |= redactsCounted(event);
            Actions actions = judge.actions(event);
            boolean message = countsMessages && judge.isMessage(event);
            if (!actions.notifies() && !message) {
                return;
            }
            Optional<EventId> thread = Threads.rootOf(event, rooms.events());
            if (event.position() <= read.readUpTo(thread)) {
                return;
            }
            Count one =
                    new Count(
                            actions.notifies() ? 1 : 0,
                            actions.notifies() && actions.highlights() ? 1 : 0,
                            message ? 1 : 0);
            if (thread.isPresent()) {
                threads.merge(thread.get(), one, Count::plus);
            } else {
                main = main.plus(one);
            }
        }

        /// What was counted before may have been redacted since.
        private boolean redactsCounted(StoredEvent event) {
            if (MemberContent.redactsEvents(event.pdu())) {
                return true;
            }
            return event.pdu().type().equals(EventType.M_ROOM_REDACTION)
                    && event.pdu()
                            .redacts()
                            .flatMap(rooms.events()::find)
                            .filter(target -> target.position() <= counted)
                            .isPresent();
        }

        /// Whether the count that this one goes on from is wrong.
        boolean isOutdated() {
            return outdated;
        }

        Unread unread() {
            return new Unread(main, Map.copyOf(threads));
        }
    }

    private Duration save() {
        List<Key> keys = new ArrayList<>(unsaved.keySet());
        List<Counted> counts = new ArrayList<>(keys.size());
        for (Key key : keys) {
            Counted counted = unsaved.remove(key);
            if (counted != null) {
                counts.add(counted);
            }
        }
        if (!counts.isEmpty()) {
            database.transactRelaxed(tx -> {
                table.set(tx, counts);
                return counts.size();
            });
        }
        return FLUSH;
    }
}
