package myelin.core.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.Draft;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.KeyId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.intake.KnownKey;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Dropped;
import myelin.core.intake.Outcome.Redacted;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.intake.PduIntake;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;

/// What all servers of a room have in common: its version, and whether events are signed.
final class World {
    private static final Map<ServerName, SigningKey> KEYS = new HashMap<>();

    static {
        long seed = 1;
        for (ServerName server : Conduct.SERVERS) {
            KEYS.put(server, SigningKey.generate("1", new Random(seed++)));
        }
    }

    private final RoomVersion version;
    private final boolean signed;

    /// What the first checks found of each event, which is the same everywhere and dear: the event or what is left of it,
    /// or nothing where it is dropped.
    private final IdentityHashMap<Pdu, Optional<Pdu>> screened = new IdentityHashMap<>();

    /// The events of a room of mallory's, which all servers are in.
    private final List<Pdu> elsewhere;

    /// Joins which are not signed by the server that is said to permit them.
    private final Set<EventId> unvouched = new HashSet<>();

    /// @param signed whether servers sign what they make and verify what they get; it is dear
    World(RoomVersion version, boolean signed) {
        this.version = version;
        this.signed = signed;
        this.elsewhere = Elsewhere.room(this);
    }

    /// The events of another room.
    List<Pdu> elsewhere() {
        return elsewhere;
    }

    /// An event of another room.
    Optional<Pdu> elsewhere(EventId id) {
        return elsewhere.stream().filter(event -> event.eventId().equals(id)).findFirst();
    }

    /// The public keys by which the events of this room can be verified.
    static JsonObject verifyKeys() {
        JsonObject.Builder keys = JsonObject.builder();
        KEYS.forEach((server, key) ->
                keys.put(
                        server.value(),
                        JsonObject.of(key.keyId().value(), key.verifyKey().base64())));
        return keys.build();
    }

    RoomVersion version() {
        return version;
    }

    boolean isSigned() {
        return signed;
    }

    /// The event as it goes on after its form, signatures and hash were checked; empty where it is dropped.
    Optional<Pdu> screened(Pdu event) {
        return screened.computeIfAbsent(event, this::screen);
    }

    private Optional<Pdu> screen(Pdu event) {
        if (!(PduIntake.checkForm(event.json(), version) instanceof Accepted(Pdu formed))) {
            return Optional.empty();
        }
        if (!signed) {
            return Optional.of(formed);
        }
        return switch (PduIntake.verify(formed, World::key)) {
            case Accepted(Pdu whole) -> Optional.of(whole);
            case Redacted(Pdu redacted) -> Optional.of(redacted);
            case Rejected(Pdu rejected, String _, String _) -> {
                unvouched.add(rejected.eventId());
                yield Optional.of(rejected);
            }
            case Dropped _ -> Optional.empty();
        };
    }

    boolean isUnvouched(Pdu event) {
        return unvouched.contains(event.eventId());
    }

    /// What an event is to say beside its draft.
    ///
    /// @param server which makes it, and so signs it
    /// @param room absent for the create event of rooms whose id follows from it
    /// @param number a number that no other event of the room has
    record Frame(
            ServerName server,
            Optional<RoomId> room,
            List<EventId> prev,
            List<EventId> auth,
            long depth,
            long originServerTs,
            int number) {}

    /// The finished event, as its server sends it to others.
    Pdu event(Draft draft, Frame frame) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("type", draft.type())
                        .put("sender", draft.sender())
                        .put("content", draft.content())
                        .put("prev_events", references(frame.prev))
                        .put("auth_events", references(frame.auth))
                        .put("depth", frame.depth)
                        .put("origin_server_ts", frame.originServerTs)
                        .putIfPresent("room_id", frame.room)
                        .putIfPresent("state_key", draft.stateKey());
        if (!version.rules().has(Rule.REDACTS_IN_CONTENT)) {
            json.putIfPresent("redacts", draft.redacts());
        } else if (draft.redacts().isPresent()) {
            json.put("content", draft.content().with("redacts", draft.redacts().get()));
        }
        if (version.rules().has(Rule.EVENT_ID_IN_EVENT)) {
            json.put("event_id", "$" + frame.number * 7919 % 10_007 + ":" + frame.server);
        }
        return sealed(json.build(), frame.server);
    }

    /// The event with the hash of its content, and the signature of `server` where events are signed.
    Pdu sealed(JsonObject event, ServerName server) {
        JsonObject hashes =
                JsonObject.of("sha256", UnpaddedBase64.encode(EventHashes.contentHash(event)));
        JsonObject hashed = event.with("hashes", hashes).with("signatures", JsonObject.EMPTY);
        return Pdu.of(signed ? signed(hashed, server) : hashed, version);
    }

    /// The event with one more signature, where events are signed.
    Pdu countersigned(Pdu event, ServerName server) {
        return signed ? Pdu.of(signed(event.json(), server), version) : event;
    }

    private JsonObject signed(JsonObject event, ServerName server) {
        SigningKey key = KEYS.get(server);
        return EventSignatures.sign(event, version.rules(), server, key);
    }

    /// The keys of all servers, which everybody knows.
    private static Optional<KnownKey> key(ServerName server, KeyId id) {
        return Optional.ofNullable(KEYS.get(server))
                .filter(key -> key.keyId().equals(id))
                .map(key -> new KnownKey(key.verifyKey(), Long.MAX_VALUE));
    }

    private JsonArray references(List<EventId> ids) {
        return version.rules().has(Rule.EVENT_ID_IN_EVENT)
                ? JsonArray.from(
                        ids.stream()
                                .map(id -> JsonArray.of(id, JsonObject.of("sha256", "")))
                                .toList())
                : JsonArray.from(ids);
    }
}
