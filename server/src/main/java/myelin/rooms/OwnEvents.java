package myelin.rooms;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.Draft;
import myelin.core.event.EventBuilder;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.events.Events;

/// Makes the events of this server: built upon a room, signed, and checked against its state. Any thread.
final class OwnEvents {

    private final Events events;
    private final Rooms.Identity identity;
    private final InstantSource clock;

    OwnEvents(Events events, Rooms.Identity identity, InstantSource clock) {
        this.events = events;
        this.identity = identity;
        this.clock = clock;
    }

    /// The event that brings a room to life.
    ///
    /// @param chosen the room's id, where that does not follow from the event
    /// @param originServerTs in milliseconds
    Pdu create(RoomVersion version, Optional<RoomId> chosen, Draft draft, long originServerTs) {
        return EventBuilder.build(
                new EventBuilder.Build(
                        version,
                        chosen,
                        draft,
                        List.of(),
                        List.of(),
                        1,
                        originServerTs,
                        identity.server(),
                        identity.key()));
    }

    /// An event that follows all forward extremities of the room, of which there are no more than an event
    /// may name.
    ///
    /// @param originServerTs the time that it claims, in milliseconds; empty: now
    /// @throws myelin.core.event.EventTooLarge if it exceeds the spec's limits
    /// @throws myelin.core.json.NotCanonical if it has numbers that can't be signed
    Pdu build(RoomSnapshot room, Draft draft, Optional<Long> originServerTs) {
        return EventBuilder.build(
                new EventBuilder.Build(
                        room.version(),
                        Optional.of(room.room()),
                        draft,
                        room.head().extremities(),
                        room.authEvents(draft).stream().map(Pdu::eventId).toList(),
                        Math.min(room.head().depth(), Long.MAX_VALUE - 1) + 1,
                        originServerTs.orElseGet(clock::millis),
                        identity.server(),
                        identity.key()),
                referenceHashes(room, draft));
    }

    /// In rooms of versions 1 and 2 events are named with their hashes.
    private static Map<EventId, String> referenceHashes(RoomSnapshot room, Draft draft) {
        if (!room.version().rules().has(Rule.EVENT_ID_IN_EVENT)) {
            return Map.of();
        }
        Map<EventId, String> hashes = new HashMap<>();
        for (EventId id : room.head().extremities()) {
            room.pdu(id).ifPresent(event -> hashes.put(id, referenceHash(event)));
        }
        for (Pdu event : room.authEvents(draft)) {
            hashes.put(event.eventId(), referenceHash(event));
        }
        return hashes;
    }

    private static String referenceHash(Pdu event) {
        return UnpaddedBase64.encode(
                EventHashes.referenceHash(event.json(), event.version().rules()));
    }

    /// Whether the room permits an event that follows upon it.
    Verdict check(Pdu pdu, RoomSnapshot room) {
        Verdict verdict = Authorization.check(room.version().rules(), pdu, room);
        return verdict instanceof Verdict.Allowed
                ? Redactions.permitted(pdu, room, events)
                : verdict;
    }
}
