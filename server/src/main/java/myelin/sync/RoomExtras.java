package myelin.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.push.UnreadCounts;
import myelin.stream.Heads;
import myelin.stream.Stream;

/// What belongs to a room beside its events: the user's data of it, receipts, typing, counts.
/// Made for one request, by its thread.
final class RoomExtras {

    private final Sources sources;
    private final SyncRequest request;
    private final Heads now;
    private final AccountDataChanges accountData;
    private Map<RoomId, JsonObject> receipts = Map.of();
    private Map<RoomId, JsonObject> typing = Map.of();

    RoomExtras(Sources sources, SyncRequest request, Heads now, AccountDataChanges accountData) {
        this.sources = sources;
        this.request = request;
        this.now = now;
        this.accountData = accountData;
    }

    /// Reads what has changed in the rooms where the user is.
    ///
    /// @param joined these rooms
    /// @return rooms where something has
    Set<RoomId> load(Supplier<Set<RoomId>> joined) {
        if (moved(Stream.RECEIPTS) && wants("m.receipt")) {
            receipts =
                    sources.receipts()
                            .changes(
                                    request.user(),
                                    joined.get(),
                                    after(Stream.RECEIPTS),
                                    now.of(Stream.RECEIPTS));
        }
        if (moved(Stream.TYPING) && wants("m.typing")) {
            long upTo = now.of(Stream.TYPING);
            typing =
                    request.isInitial()
                            ? sources.typing().current(joined.get(), upTo)
                            : sources.typing().changes(joined.get(), after(Stream.TYPING), upTo);
        }
        Set<RoomId> touched = new HashSet<>(accountData.touchedRooms());
        touched.addAll(receipts.keySet());
        touched.addAll(typing.keySet());
        return touched;
    }

    /// Adds `account_data` and `ephemeral`.
    ///
    /// @param fresh the client knows nothing of the room
    /// @return whether there was anything that changed
    boolean addTo(JsonObject.Builder out, RoomId room, boolean fresh) {
        List<JsonObject> data = accountData.of(room);
        if (fresh && !request.isInitial()) {
            data =
                    AccountDataChanges.of(
                                    sources.database()
                                            .read(tx ->
                                                    sources.accountData()
                                                            .of(tx, request.user(), room)),
                                    true)
                            .of(room);
        }
        List<JsonObject> ephemeral = new ArrayList<>();
        if (receipts.containsKey(room)) {
            ephemeral.add(ephemeral("m.receipt", receipts.get(room)));
        } else if (fresh && !request.isInitial() && wants("m.receipt")) {
            Map<RoomId, JsonObject> all =
                    sources.receipts()
                            .changes(request.user(), Set.of(room), 0, now.of(Stream.RECEIPTS));
            all.values().forEach(content -> ephemeral.add(ephemeral("m.receipt", content)));
        }
        if (typing.containsKey(room)) {
            ephemeral.add(ephemeral("m.typing", typing.get(room)));
        }
        List<JsonObject> wantedData =
                wanted(data, request.filter().room().accountData(), Optional.of(room));
        List<JsonObject> wantedEphemeral =
                wanted(ephemeral, request.filter().room().ephemeral(), Optional.of(room));
        out.put("account_data", events(wantedData));
        out.put("ephemeral", events(wantedEphemeral));
        return !wantedData.isEmpty() || !wantedEphemeral.isEmpty();
    }

    /// The `account_data` of a room in which the user is no more.
    JsonObject accountData(RoomId room) {
        EventFilter filter = request.filter().room().accountData();
        return events(wanted(accountData.of(room), filter, Optional.of(room)));
    }

    private static JsonObject events(List<JsonObject> events) {
        return JsonObject.of("events", JsonArray.from(events));
    }

    /// Counts together what the user has not read of several rooms.
    void lookAhead(Collection<RoomId> rooms) {
        sources.push().unread().lookAhead(request.user(), rooms, now.of(Stream.EVENTS));
    }

    /// Adds what the user has not read.
    void addUnread(JsonObject.Builder out, RoomId room) {
        UnreadCounts.Unread unread =
                sources.push().unread().of(request.user(), room, now.of(Stream.EVENTS));
        boolean byThread = request.filter().room().timeline().unreadThreadNotifications();
        UnreadCounts.Count main = byThread ? unread.main() : unread.total();
        out.put("unread_notifications", count(main));
        if (sources.push().unread().countsMessages()) {
            out.put("org.matrix.msc2654.unread_count", main.messages());
        }
        if (byThread && !unread.threads().isEmpty()) {
            JsonObject.Builder threads = JsonObject.builder();
            unread.threads().forEach((root, count) -> threads.put(root.value(), count(count)));
            out.put("unread_thread_notifications", threads.build());
        }
    }

    private static JsonObject count(UnreadCounts.Count count) {
        return JsonObject.of(
                "notification_count", count.notifications(), "highlight_count", count.highlights());
    }

    /// What a filter lets pass of events that are in no timeline. Only those of presence have a sender.
    ///
    /// @param room empty: of no room
    static List<JsonObject> wanted(
            List<JsonObject> events, EventFilter filter, Optional<RoomId> room) {
        return events.stream().filter(event -> wants(event, filter, room)).toList();
    }

    private static boolean wants(JsonObject event, EventFilter filter, Optional<RoomId> room) {
        return filter.test(
                event.string("type").orElse(""),
                event.string("sender").flatMap(UserId::tryParse).orElse(null),
                event.object("content").orElse(JsonObject.EMPTY),
                room.orElse(null));
    }

    /// Whether events of a type can be wanted at all.
    private boolean wants(String type) {
        EventFilter filter = request.filter().room().ephemeral();
        return !filter.isNothing() && filter.wantsType(type);
    }

    private static JsonObject ephemeral(String type, JsonObject content) {
        return JsonObject.of("type", type, "content", content);
    }

    private boolean moved(Stream stream) {
        return request.isInitial() || now.of(stream) > after(stream);
    }

    private long after(Stream stream) {
        return request.since().map(since -> since.of(stream)).orElse(0L);
    }
}
