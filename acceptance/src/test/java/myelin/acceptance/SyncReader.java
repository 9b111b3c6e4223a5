package myelin.acceptance;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.acceptance.Api.Session;
import myelin.core.json.JsonObject;

/// A person who follows all rooms by `/sync` and writes down the id of each message in the order it
/// is told. Used by one thread at a time.
final class SyncReader {
    private final Api api;
    private final Session session;
    private final List<String> messages = new ArrayList<>();
    private Optional<String> since = Optional.empty();

    SyncReader(Api api, Session session) {
        this.api = api;
        this.session = session;
    }

    Session session() {
        return session;
    }

    /// The ids of all messages told so far.
    List<String> messages() {
        return List.copyOf(messages);
    }

    /// Reads until the server has nothing new to tell.
    void catchUp() {
        int told;
        do {
            told = messages.size();
            read(Duration.ZERO);
        } while (messages.size() > told);
    }

    /// Reads until the server is gone. What an answer tells counts only when it arrived as a whole.
    void readUntilCutOff() {
        try {
            while (true) {
                read(Duration.ofSeconds(10));
            }
        } catch (UncheckedIOException cutOff) {
            // The position of the last whole answer is where reading goes on.
        }
    }

    private void read(Duration timeout) {
        JsonObject answer = api.sync(session, since, timeout);
        JsonObject joined =
                answer.object("rooms")
                        .flatMap(rooms -> rooms.object("join"))
                        .orElse(JsonObject.of());
        for (String roomId : joined.keys()) {
            JsonObject timeline =
                    joined.object(roomId).flatMap(room -> room.object("timeline")).orElseThrow();
            if (timeline.bool("limited").orElse(false)) {
                fillGap(roomId, timeline.string("prev_batch"));
            }
            note(Api.events(timeline, "events"));
        }
        since = answer.string("next_batch");
    }

    /// What happened between the last answer and `from`, the begin of what this one tells.
    private void fillGap(String roomId, Optional<String> from) {
        List<JsonObject> missed = new ArrayList<>();
        Optional<String> next = from;
        while (next.isPresent()) {
            JsonObject page = api.messages(session, roomId, next, since);
            missed.addAll(Api.events(page, "chunk"));
            next = page.string("end");
        }
        note(missed.reversed());
    }

    private void note(List<JsonObject> events) {
        events.stream()
                .filter(SyncReader::isMessage)
                .forEach(event -> messages.add(event.string("event_id").orElseThrow()));
    }

    static boolean isMessage(JsonObject event) {
        return event.string("type").orElse("").equals("m.room.message");
    }
}
