package myelin.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.DeviceId;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.members.Members;
import myelin.observe.CacheMetrics;

/// Writes events as clients get them
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#room-event-format)). Any thread.
///
/// A message in a large room is told to many at the same moment, and who its members are to everybody who looks into it.
/// What all of them are told is written once, and kept with the event: of messages while they are news.
public final class ClientEvents {

    /// Who will read the events.
    ///
    /// @param device whose own transaction ids are shown to it
    /// @param roomId whether the room is named, which `/sync` leaves out
    public record Reader(UserId user, Optional<DeviceId> device, boolean roomId) {

        /// A reader whom the events tell their room.
        public static Reader of(UserId user, Optional<DeviceId> device) {
            return new Reader(user, device, true);
        }

        /// A reader who knows the room already.
        public static Reader inRoom(UserId user, Optional<DeviceId> device) {
            return new Reader(user, device, false);
        }
    }

    /// Bytes of text in memory, at most.
    private static final int CACHED_BYTES = 8_000_000;

    /// What an event takes beside its text.
    private static final int EVENT = 200;

    /// For how long an event is news, which many are told.
    private static final Duration NEWS = Duration.ofMinutes(1);

    /// Whole events as all are told of them who are told all. A redaction makes another event of one.
    private final Cache<StoredEvent, JsonObject> told = cache();

    /// The same with their room.
    private final Cache<StoredEvent, JsonObject> toldWithRoom = cache();

    private final Events events;
    private final Visibility visibility;
    private final InstantSource clock;
    private final Predicate<UserId> erased;

    ClientEvents(
            Events events, Visibility visibility, InstantSource clock, Predicate<UserId> erased) {
        this.events = events;
        this.visibility = visibility;
        this.clock = clock;
        this.erased = erased;
    }

    private static Cache<StoredEvent, JsonObject> cache() {
        return Caffeine.newBuilder()
                .weakKeys()
                .maximumWeight(CACHED_BYTES)
                .weigher((StoredEvent event, JsonObject told) -> EVENT + told.keptBytes())
                .recordStats()
                .build();
    }

    /// Shows how often events are written.
    public void show(CacheMetrics shown) {
        shown.add("told_events", told);
        shown.add("told_events_with_room", toldWithRoom);
    }

    /// Reads together what is told of other events along with these.
    public void lookAhead(Collection<StoredEvent> some) {
        Set<EventId> others = new HashSet<>();
        for (StoredEvent event : some) {
            event.replacesState().ifPresent(others::add);
            event.redactedBy().ifPresent(others::add);
        }
        events.known(others);
    }

    /// The event as a reader may see it: without its content when it was redacted, or when who sent
    /// it was erased and the reader was not in the room then. State stays, for it is the room's, but
    /// for memberships with their names.
    public Pdu shown(StoredEvent event, UserId reader) {
        return isErased(event, reader) ? event.pdu().redacted() : event.shown();
    }

    private boolean isErased(StoredEvent event, UserId reader) {
        Pdu pdu = event.pdu();
        boolean personal = !pdu.isState() || pdu.type().equals(EventType.M_ROOM_MEMBER);
        return personal
                && erased.test(pdu.sender())
                && !visibility.membershipAt(reader, event).equals(Optional.of(Membership.JOIN));
    }

    /// The event for a reader: redacted if it has been, with what `unsigned` has to say.
    public JsonObject format(StoredEvent event, Reader reader) {
        return format(event, reader, JsonObject.EMPTY);
    }

    /// The event for a reader, with what relates to it.
    ///
    /// @param relations what `m.relations` says; empty: nothing
    public JsonObject format(StoredEvent event, Reader reader, JsonObject relations) {
        boolean erased = isErased(event, reader.user());
        boolean whole = !erased && event.redactedBy().isEmpty();
        JsonObject shared =
                whole && isToldToMany(event)
                        ? told(event, reader)
                        : shared(event, erased ? event.pdu().redacted() : event.shown(), reader);
        return shared.with("unsigned", unsigned(event, reader, relations));
    }

    /// The event for a reader who may see what was redacted (MSC2815).
    public JsonObject unredacted(StoredEvent event, Reader reader) {
        Pdu pdu = isErased(event, reader.user()) ? event.pdu().redacted() : event.pdu();
        return shared(event, pdu, reader)
                .with("unsigned", unsigned(event, reader, JsonObject.EMPTY));
    }

    private boolean isToldToMany(StoredEvent event) {
        return Members.isMember(event.pdu())
                || clock.millis() - event.receivedTs() < NEWS.toMillis();
    }

    /// Written once for all who are told of it.
    private JsonObject told(StoredEvent event, Reader reader) {
        return (reader.roomId() ? toldWithRoom : told)
                .get(event, whole -> shared(whole, whole.pdu(), reader).keepingText());
    }

    /// What is the same for all readers, with the room or without. What differs, `unsigned`, comes behind it.
    private static JsonObject shared(StoredEvent event, Pdu pdu, Reader reader) {
        JsonObject.Builder out =
                JsonObject.builder()
                        .put("content", pdu.content())
                        .put("event_id", pdu.eventId())
                        .put("origin_server_ts", pdu.originServerTs())
                        .put("sender", pdu.sender());
        pdu.stateKey().ifPresent(key -> out.put("state_key", key));
        out.put("type", pdu.type());
        if (reader.roomId()) {
            out.put("room_id", event.pdu().roomId());
        }
        event.pdu()
                .redacts()
                .filter(target -> event.redactedBy().isEmpty())
                .ifPresent(target -> redacts(out, pdu, target.value()));
        return out.build();
    }

    /// Clients older and newer than room version 11 look for it in different places.
    private static void redacts(JsonObject.Builder out, Pdu pdu, String target) {
        out.put("redacts", target).put("content", pdu.content().with("redacts", target));
    }

    /// The few fields of a state event that somebody sees who is not in the room.
    public static JsonObject stripped(Pdu pdu) {
        return JsonObject.builder()
                .put("type", pdu.type())
                .put("state_key", pdu.stateKey().orElse(""))
                .put("sender", pdu.sender())
                .put("content", pdu.content())
                .build();
    }

    /// The time of an event is what another server claims, which may be billions of years ago.
    private static long madeAt(Pdu pdu) {
        return Math.max(0, pdu.originServerTs());
    }

    private JsonObject unsigned(StoredEvent event, Reader reader, JsonObject relations) {
        JsonObject.Builder unsigned =
                JsonObject.builder().put("age", Math.max(0, clock.millis() - madeAt(event.pdu())));
        visibility
                .membershipAt(reader.user(), event)
                .or(() -> Optional.of(Membership.LEAVE))
                .ifPresent(membership -> unsigned.put("membership", membership.text()));
        event.transaction()
                .filter(sent -> event.pdu().sender().equals(reader.user()))
                .filter(sent -> reader.device().equals(Optional.of(sent.device())))
                .ifPresent(sent -> unsigned.put("transaction_id", sent.transactionId()));
        event.replacesState().ifPresent(replaced -> unsigned.put("replaces_state", replaced));
        event.replacesState()
                .flatMap(events::known)
                .ifPresent(replaced -> previous(unsigned, replaced));
        event.redactedBy()
                .flatMap(events::find)
                .ifPresent(
                        redaction -> unsigned.put("redacted_because", format(redaction, reader)));
        if (!relations.isEmpty()) {
            unsigned.put("m.relations", relations);
        }
        return unsigned.build();
    }

    private static void previous(JsonObject.Builder unsigned, StoredEvent replaced) {
        Pdu pdu = replaced.shown();
        unsigned.put("prev_content", pdu.content()).put("prev_sender", pdu.sender());
    }
}
