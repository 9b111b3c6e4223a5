package myelin.slidingsync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.accountdata.AccountDatum;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.stream.Stream;
import myelin.sync.AccountDataChanges;
import myelin.sync.Sources;
import myelin.threadsubscriptions.ThreadSubscriptions;

/// Tells what clients want to know beside the rooms themselves. Made for one answer, by its thread.
final class ExtensionParts {

    /// Changes of threads in one answer, at most.
    private static final int MAX_CHANGES = 100;

    private final Sources sources;
    private final Moment moment;
    private final Interest interest;
    private final ConnectionState before;
    private final ConnectionState.Next next;
    private boolean news;

    /// @param before what the client was sent of rooms before this answer
    /// @param next takes what it is sent now
    ExtensionParts(
            Sources sources,
            Moment moment,
            Interest interest,
            ConnectionState before,
            ConnectionState.Next next) {
        this.sources = sources;
        this.moment = moment;
        this.interest = interest;
        this.before = before;
        this.next = next;
    }

    /// Whether something was told for which a client would not want to wait.
    boolean isNews() {
        return news;
    }

    /// @param told what the answer tells of rooms
    JsonObject build(Extensions wanted, Map<RoomId, RoomParts.Told> told) {
        JsonObject.Builder out = JsonObject.builder();
        if (wanted.toDevice() != null && wanted.toDevice().isOn()) {
            out.put("to_device", toDevice(wanted.toDevice()));
        }
        if (wanted.e2ee() != null && wanted.e2ee().isOn()) {
            out.put("e2ee", e2ee());
        }
        if (wanted.accountData() != null && wanted.accountData().isOn()) {
            out.put("account_data", accountData(rooms(wanted.accountData())));
        }
        if (wanted.receipts() != null && wanted.receipts().isOn()) {
            out.put("receipts", receipts(joined(wanted.receipts()), told));
        }
        if (wanted.typing() != null && wanted.typing().isOn()) {
            out.put("typing", typing(joined(wanted.typing())));
        }
        if (wanted.threads() != null && wanted.threads().isOn()) {
            JsonObject threads = threads(wanted.threads());
            if (!threads.isEmpty()) {
                out.put(Extensions.THREADS, threads);
                news = true;
            }
        }
        return out.build();
    }

    private Set<RoomId> rooms(Extensions.OfRooms wanted) {
        Set<RoomId> rooms = new HashSet<>();
        for (Interest.Room room : interest.rooms().values()) {
            if (wanted.wants(room)) {
                rooms.add(room.id());
            }
        }
        return rooms;
    }

    /// What others do in a room is for those who are in it.
    private Set<RoomId> joined(Extensions.OfRooms wanted) {
        Set<RoomId> rooms = rooms(wanted);
        rooms.removeIf(room -> !sources.rooms().members().isJoined(moment.user(), room));
        return rooms;
    }

    /// No messages can be sent to devices yet.
    private JsonObject toDevice(Extensions.ToDevice wanted) {
        long head = moment.upTo(Stream.TO_DEVICE);
        long since = wanted.since() == null ? 0 : number(wanted.since());
        return JsonObject.of(
                "next_batch", Long.toString(Math.max(head, since)), "events", JsonArray.EMPTY);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException none) {
            throw MatrixError.invalidParam("'extensions.to_device.since' is no token");
        }
    }

    /// No device has keys yet.
    private JsonObject e2ee() {
        JsonObject.Builder out =
                JsonObject.builder()
                        .put("device_one_time_keys_count", JsonObject.EMPTY)
                        .put("device_unused_fallback_key_types", JsonArray.EMPTY);
        if (!moment.isFirst()) {
            out.put(
                    "device_lists",
                    JsonObject.of("changed", JsonArray.EMPTY, "left", JsonArray.EMPTY));
        }
        return out.build();
    }

    private JsonObject accountData(Set<RoomId> wanted) {
        AccountDataChanges changes =
                moment.isFirst()
                        ? AccountDataChanges.ofNoRoom(sources, moment.user(), moment.now())
                        : AccountDataChanges.read(
                                sources, moment.user(), moment.since(), moment.now());
        JsonObject.Builder rooms = JsonObject.builder();
        for (RoomId room : wanted) {
            long known = accountDataKnown(room);
            List<JsonObject> events =
                    known == SentRoom.LIVE ? changes.of(room) : accountData(room, known);
            if (!events.isEmpty()) {
                rooms.put(room.value(), JsonArray.from(events));
                news = true;
            }
            next.room(room).ifPresent(sent -> next.put(room, sent.withAccountData(SentRoom.LIVE)));
        }
        for (RoomId room : changes.touchedRooms()) {
            if (!wanted.contains(room) && accountDataKnown(room) == SentRoom.LIVE) {
                long after = moment.after(Stream.ACCOUNT_DATA);
                next.room(room).ifPresent(sent -> next.put(room, sent.withAccountData(after)));
            }
        }
        news |= !changes.global().isEmpty();
        return JsonObject.of("global", JsonArray.from(changes.global()), "rooms", rooms.build());
    }

    private long accountDataKnown(RoomId room) {
        return before.room(room).map(SentRoom::accountData).orElse(SentRoom.NEVER);
    }

    /// @param after 0 or less: everything
    private List<JsonObject> accountData(RoomId room, long after) {
        List<AccountDatum> data = new ArrayList<>();
        if (after == SentRoom.NEVER) {
            data.addAll(
                    sources.database()
                            .read(tx -> sources.accountData().of(tx, moment.user(), room)));
            return AccountDataChanges.of(data, true).of(room);
        }
        long upTo = moment.upTo(Stream.ACCOUNT_DATA);
        data.addAll(
                sources.database()
                        .read(tx -> sources.accountData().changes(tx, moment.user(), after, upTo)));
        return AccountDataChanges.of(data, false).of(room);
    }

    private JsonObject receipts(Set<RoomId> wanted, Map<RoomId, RoomParts.Told> told) {
        Map<RoomId, JsonObject> contents = new HashMap<>();
        Set<RoomId> fromAnew = new HashSet<>();
        Map<Long, Set<RoomId>> known = new HashMap<>();
        for (RoomId room : wanted) {
            long position = receiptsKnown(room);
            RoomParts.Told part = told.get(room);
            if (position == SentRoom.NEVER || (part != null && part.fromAnew())) {
                fromAnew.add(room);
            } else {
                long after = position == SentRoom.LIVE ? moment.after(Stream.RECEIPTS) : position;
                known.computeIfAbsent(after, none -> new HashSet<>()).add(room);
            }
            next.room(room).ifPresent(sent -> next.put(room, sent.withReceipts(SentRoom.LIVE)));
        }
        known.forEach((after, rooms) -> contents.putAll(receipts(rooms, after)));
        receipts(fromAnew, 0)
                .forEach((room, content) -> {
                    RoomParts.Told part = told.get(room);
                    JsonObject shown = relevant(content, part == null ? Set.of() : part.timeline());
                    if (!shown.isEmpty()) {
                        contents.put(room, shown);
                    }
                });
        noteUnsentReceipts(wanted);
        return ofRooms("m.receipt", contents);
    }

    private long receiptsKnown(RoomId room) {
        return before.room(room).map(SentRoom::receipts).orElse(SentRoom.NEVER);
    }

    private Map<RoomId, JsonObject> receipts(Collection<RoomId> rooms, long after) {
        long upTo = moment.upTo(Stream.RECEIPTS);
        return after >= upTo
                ? Map.of()
                : sources.receipts().changes(moment.user(), rooms, after, upTo);
    }

    /// Of all receipts of a room those for events that are told of, and the user's own.
    private JsonObject relevant(JsonObject content, Set<EventId> timeline) {
        JsonObject.Builder shown = JsonObject.builder();
        content.forEach((event, receipts) -> {
            boolean told = EventId.tryParse(event).filter(timeline::contains).isPresent();
            JsonObject kept = told ? (JsonObject) receipts : own((JsonObject) receipts);
            if (!kept.isEmpty()) {
                shown.put(event, kept);
            }
        });
        return shown.build();
    }

    private JsonObject own(JsonObject receipts) {
        JsonObject.Builder own = JsonObject.builder();
        receipts.forEach((type, users) -> {
            Optional<Json> mine = ((JsonObject) users).value(moment.user().value());
            mine.ifPresent(receipt -> own.put(type, JsonObject.of(moment.user().value(), receipt)));
        });
        return own.build();
    }

    /// Rooms which are out of sight, and have receipts now that the client does not get.
    private void noteUnsentReceipts(Set<RoomId> wanted) {
        long after = moment.after(Stream.RECEIPTS);
        if (moment.isFirst() || after >= moment.upTo(Stream.RECEIPTS)) {
            return;
        }
        Set<RoomId> hidden = new HashSet<>();
        before.forEach((room, sent) -> {
            if (sent.receipts() == SentRoom.LIVE && !wanted.contains(room)) {
                hidden.add(room);
            }
        });
        for (RoomId room : receipts(hidden, after).keySet()) {
            next.room(room).ifPresent(sent -> next.put(room, sent.withReceipts(after)));
        }
    }

    private JsonObject typing(Set<RoomId> wanted) {
        long upTo = moment.upTo(Stream.TYPING);
        long after = moment.after(Stream.TYPING);
        if (moment.isFirst()) {
            return ofRooms("m.typing", sources.typing().current(wanted, upTo));
        }
        return ofRooms(
                "m.typing",
                after < upTo ? sources.typing().changes(wanted, after, upTo) : Map.of());
    }

    private JsonObject threads(Extensions.Changes wanted) {
        long limit = wanted.limit() == null ? MAX_CHANGES : wanted.limit();
        ThreadSubscriptions.Changes changes =
                sources.threadSubscriptions()
                        .changes(
                                moment.user(),
                                moment.after(Stream.THREAD_SUBSCRIPTIONS),
                                moment.upTo(Stream.THREAD_SUBSCRIPTIONS),
                                Math.clamp(limit, 1, MAX_CHANGES));
        return changes.limited()
                ? changes.toJson().with("prev_batch", changes.token())
                : changes.toJson();
    }

    private JsonObject ofRooms(String type, Map<RoomId, JsonObject> contents) {
        JsonObject.Builder rooms = JsonObject.builder();
        contents.forEach((room, content) ->
                rooms.put(room.value(), JsonObject.of("type", type, "content", content)));
        news |= !contents.isEmpty();
        return JsonObject.of("rooms", rooms.build());
    }
}
