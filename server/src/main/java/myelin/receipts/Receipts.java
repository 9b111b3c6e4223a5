package myelin.receipts;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import myelin.accountdata.AccountData;
import myelin.cluster.Bus;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.events.StoredEvent;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Recent;
import myelin.stream.Remembered;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Up to where users have read: their receipts, public and private, by thread.
public final class Receipts implements Capability {

    /// Users and rooms whose read positions are in memory, at most.
    private static final int CACHED = 50_000;

    /// The account data which holds the marker.
    static final String FULLY_READ = "m.fully_read";

    private final Database database;
    private final Streams streams;
    private final Bus bus;
    private final Rooms rooms;
    private final AccountData accountData;
    private final ReceiptsTable table = new ReceiptsTable();
    private final Recent<Receipt> recent = new Recent<>();

    private final Remembered<Reader, ReadPositions> readPositions;

    private record Reader(UserId user, RoomId room) {}

    private final ReceiptEndpoints endpoints;

    /// @param readsBack whether users may move back up to where they have read a room (MSC4446)
    public Receipts(
            Database database,
            Streams streams,
            Bus bus,
            Rooms rooms,
            AccountData accountData,
            InstantSource clock,
            boolean readsBack) {
        this.database = database;
        this.streams = streams;
        this.bus = bus;
        this.rooms = rooms;
        this.accountData = accountData;
        this.readPositions = new Remembered<>(streams, Stream.RECEIPTS, CACHED);
        this.endpoints = new ReceiptEndpoints(this, rooms, clock, readsBack);
    }

    @Override
    public List<Route> routes() {
        return endpoints.routes();
    }

    /// Notes a receipt; one that goes back behind the present one is ignored.
    void set(Receipt receipt) {
        long position =
                database.transactRelaxed(tx -> {
                    boolean back =
                            table.same(tx, receipt)
                                    .filter(before ->
                                            before.eventPosition() >= receipt.eventPosition())
                                    .isPresent();
                    if (back) {
                        return 0L;
                    }
                    long at = streams.reserve(tx, Stream.RECEIPTS, 1);
                    table.set(tx, receipt, at);
                    return at;
                });
        if (position > 0) {
            recent.add(receipt, position);
            readPositions.moved(new Reader(receipt.user(), receipt.room()), position);
            bus.publish(told(receipt, position));
        }
    }

    /// Deletes up to `limit` rows of a room that goes.
    ///
    /// @return how many; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        return table.deleteIn(tx, room, limit);
    }

    /// Notes the marker up to where the user has really read; one that goes back behind the present one is ignored.
    void fullyRead(UserId user, RoomId room, EventId event) {
        long present =
                accountData
                        .find(user, Optional.of(room), FULLY_READ)
                        .flatMap(marker -> marker.string("event_id"))
                        .flatMap(EventId::tryParse)
                        .map(marked -> position(room, marked))
                        .orElse(0L);
        if (present == 0 || position(room, event) > present) {
            fullyReadAnywhere(user, room, event);
        }
    }

    /// Notes that marker, be it behind the present one (MSC4446).
    void fullyReadAnywhere(UserId user, RoomId room, EventId event) {
        database.write(tx ->
                accountData.put(
                        tx, user, Optional.of(room), FULLY_READ, JsonObject.of("event_id", event)));
    }

    /// Where an event stands in the room; 0: it is not known there.
    long position(RoomId room, EventId event) {
        return rooms.events()
                .find(event)
                .filter(stored -> stored.pdu().roomId().equals(room))
                .map(StoredEvent::position)
                .orElse(0L);
    }

    private static Hint told(Receipt receipt, long position) {
        return switch (receipt.type()) {
            case READ -> Hint.ofRooms(Stream.RECEIPTS, position, Set.of(receipt.room()));
            case READ_PRIVATE -> Hint.ofUsers(Stream.RECEIPTS, position, Set.of(receipt.user()));
        };
    }

    /// Up to where a user has read a room.
    public ReadPositions read(UserId user, RoomId room) {
        return readPositions.of(
                new Reader(user, room),
                before -> ReadPositions.of(database.read(tx -> table.ofUser(tx, room, user))));
    }

    /// Up to where a user has read several rooms, read together.
    public Map<RoomId, ReadPositions> read(UserId user, Collection<RoomId> rooms) {
        Map<RoomId, ReadPositions> positions = new HashMap<>();
        readPositions
                .of(rooms.stream().map(room -> new Reader(user, room)).toList(), this::load)
                .forEach((reader, read) -> positions.put(reader.room(), read));
        return positions;
    }

    /// @param readers one user, in several rooms
    private Map<Reader, ReadPositions> load(List<Reader> readers) {
        UserId user = readers.getFirst().user();
        List<RoomId> rooms = readers.stream().map(Reader::room).toList();
        Map<RoomId, List<ReceiptsTable.Positioned>> byRoom =
                database.read(tx -> table.ofUser(tx, rooms, user)).stream()
                        .collect(Collectors.groupingBy(it -> it.receipt().room()));
        Map<Reader, ReadPositions> read = new HashMap<>();
        for (Reader reader : readers) {
            read.put(reader, ReadPositions.of(byRoom.getOrDefault(reader.room(), List.of())));
        }
        return read;
    }

    /// What has changed in rooms between two positions of the RECEIPTS stream, as the content of an
    /// m.receipt event; all of it when `after` is 0.
    ///
    /// @param viewer who is told; private receipts of others are left out
    public Map<RoomId, JsonObject> changes(
            UserId viewer, Collection<RoomId> in, long after, long upTo) {
        if (in.isEmpty()) {
            return Map.of();
        }
        List<Receipt> receipts =
                recent.isFar(after, upTo)
                        ? database.read(tx -> table.inRooms(tx, in, after, upTo))
                        : recent.between(after, upTo, this::changed);
        Map<RoomId, Map<String, Map<String, JsonObject>>> byRoom = new LinkedHashMap<>();
        for (Receipt receipt : newest(receipts)) {
            boolean shown = receipt.type() == Receipt.Type.READ || receipt.user().equals(viewer);
            if (shown && in.contains(receipt.room())) {
                add(byRoom, receipt);
            }
        }
        Map<RoomId, JsonObject> contents = new LinkedHashMap<>();
        byRoom.forEach((room, events) -> contents.put(room, JsonObject.from(events)));
        return contents;
    }

    private Map<Long, Receipt> changed(long after, long upTo) {
        return database.read(tx -> table.changed(tx, after, upTo));
    }

    /// Of each kind the last one: what this node remembers has those before, too.
    private static Collection<Receipt> newest(List<Receipt> receipts) {
        record Kind(RoomId room, UserId user, Receipt.Type type, Optional<String> thread) {}
        Map<Kind, Receipt> newest = new LinkedHashMap<>();
        for (Receipt receipt : receipts) {
            newest.put(
                    new Kind(receipt.room(), receipt.user(), receipt.type(), receipt.thread()),
                    receipt);
        }
        return newest.values();
    }

    /// A user can have a receipt for the same event in several threads; clients get one of them.
    private static void add(
            Map<RoomId, Map<String, Map<String, JsonObject>>> byRoom, Receipt receipt) {
        JsonObject.Builder told = JsonObject.builder().put("ts", receipt.ts());
        receipt.thread().ifPresent(thread -> told.put("thread_id", thread));
        byRoom.computeIfAbsent(receipt.room(), room -> new TreeMap<>())
                .computeIfAbsent(receipt.event().value(), event -> new TreeMap<>())
                .merge(
                        receipt.type().text(),
                        JsonObject.of(receipt.user().value(), told.build()),
                        JsonObject::merge);
    }
}
