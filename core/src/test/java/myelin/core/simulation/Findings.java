package myelin.core.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.Pdu;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.simulation.SimulatedServer.Judged;
import myelin.core.state.StateMap;

/// What was found out about each event of a room, in lines that Synapse can write, too: `tools/ask-synapse.py`.
final class Findings {
    private static final int CHARACTERS = 8;

    /// What Synapse 1.163 found: eight characters for each seed, from 1 on.
    private static final String SYNAPSE = synapse();

    private Findings() {}

    /// How many rooms Synapse was asked about.
    static int roomsOfSynapse() {
        return SYNAPSE.length() / CHARACTERS;
    }

    /// What Synapse found in the room of this seed; empty where it wasn't asked.
    static Optional<String> ofSynapse(long seed) {
        int from = Math.toIntExact((seed - 1) * CHARACTERS);
        return from >= 0 && from < SYNAPSE.length()
                ? Optional.of(SYNAPSE.substring(from, from + CHARACTERS))
                : Optional.empty();
    }

    /// What we found, in as many characters.
    static String digest(Simulation room) {
        return digest(String.join("\n", lines(room))).substring(0, CHARACTERS);
    }

    /// Of each event: id, content hash, what redaction leaves, the state before it, and whether it was accepted; or that it
    /// was dropped.
    static List<String> lines(Simulation room) {
        return room.made().stream()
                .map(event ->
                        room.kept(event)
                                .map(kept -> line(kept, room.judged(event).orElseThrow()))
                                .orElse("dropped"))
                .toList();
    }

    /// The room as a line of JSON, for Synapse.
    static String question(long seed, Simulation room) {
        return JsonObject.of(
                        "seed",
                        seed,
                        "version",
                        room.version().id(),
                        "events",
                        JsonArray.from(room.made().stream().map(Pdu::json).toList()))
                .with(
                        "elsewhere",
                        JsonArray.from(room.world().elsewhere().stream().map(Pdu::json).toList()))
                .with("keys", room.isSigned() ? World.verifyKeys() : JsonNull.INSTANCE)
                .toString();
    }

    private static String line(Pdu event, Judged judged) {
        return Stream.of(
                        event.eventId().value(),
                        UnpaddedBase64.encode(EventHashes.contentHash(event.json())),
                        digest(CanonicalJson.lenientBytes(event.redacted().json())),
                        digest(text(judged.before())),
                        judged.isRejected() ? "rejected" : "accepted")
                .collect(Collectors.joining(" "));
    }

    private static String text(StateMap state) {
        return state.events().entrySet().stream()
                .map(entry ->
                        entry.getKey().type()
                                + "\0"
                                + entry.getKey().key()
                                + "\0"
                                + entry.getValue())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String digest(String text) {
        return digest(text.getBytes(UTF_8));
    }

    private static String digest(byte[] bytes) {
        return UnpaddedBase64.encode(EventHashes.sha256(bytes));
    }

    private static String synapse() {
        try (InputStream file = Findings.class.getResourceAsStream("/synapse/rooms.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8).replace("\n", "");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
