package myelin.acceptance;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import myelin.acceptance.Api.Session;
import myelin.core.json.JsonObject;

/// Several people who write into several rooms as quickly as the server takes it, and one who
/// reads, until the server is killed. It keeps what the server had acknowledged by then.
///
/// Each person has a thread, and so has the reader; the queues are theirs in common.
final class SendStorm {
    private static final int PEOPLE = 8;
    private static final int ROOMS = 4;
    private static final int ENOUGH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// A message on its way.
    record Sending(Session sender, String roomId, String transactionId, String text) {}

    /// A message that the server had answered with its event id.
    record Acknowledged(Sending sending, String eventId) {}

    private final ServerProcess server;
    private final Api api;
    private final List<Session> people = new ArrayList<>();
    private final List<String> rooms = new ArrayList<>();
    private final SyncReader reader;
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<Sending> unanswered = new ConcurrentLinkedQueue<>();
    private final CountDownLatch enough = new CountDownLatch(ENOUGH);

    /// Registers the people and lets all of them join the rooms.
    SendStorm(ServerProcess server) {
        this.server = server;
        this.api = new Api(server.address());
        for (int number = 0; number < PEOPLE; number++) {
            people.add(api.register("person" + number));
        }
        reader = new SyncReader(api, api.register("reader"));
        for (int number = 0; number < ROOMS; number++) {
            String roomId = api.createRoom(people.getFirst());
            rooms.add(roomId);
            people.forEach(person -> api.join(person, roomId));
            api.join(reader.session(), roomId);
        }
    }

    List<String> rooms() {
        return rooms;
    }

    SyncReader reader() {
        return reader;
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /// What was sent, but cut off before the server answered. At most one for each person.
    List<Sending> unanswered() {
        return List.copyOf(unanswered);
    }

    /// Sends once more, with the same transaction id, and returns the event id.
    String send(Sending sending) {
        return api.send(
                sending.sender(), sending.roomId(), sending.transactionId(), sending.text());
    }

    /// Blows until enough is acknowledged, and kills the server while more is on its way.
    void blowUntilTheServerIsKilled() throws InterruptedException, ExecutionException {
        reader.catchUp();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            people.forEach(person -> ends.add(threads.submit(() -> sendUntilCutOff(person))));
            ends.add(threads.submit(reader::readUntilCutOff));
            boolean reached = enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            server.kill();
            for (Future<?> end : ends) {
                end.get();
            }
            if (!reached) {
                throw new AssertionError("only " + acknowledged.size() + " events in a minute");
            }
        }
    }

    private void sendUntilCutOff(Session sender) {
        for (int number = 0; ; number++) {
            String roomId = rooms.get(number % rooms.size());
            String text = sender.userId() + " says number " + number;
            Sending sending = new Sending(sender, roomId, "m" + number, text);
            try {
                acknowledged.add(new Acknowledged(sending, send(sending)));
                enough.countDown();
            } catch (UncheckedIOException cutOff) {
                unanswered.add(sending);
                return;
            }
        }
    }

    /// All messages of a room, the newest first, as its history tells them.
    List<JsonObject> history(String roomId) {
        List<JsonObject> events = new ArrayList<>();
        Optional<String> from = Optional.empty();
        do {
            JsonObject page = api.messages(reader.session(), roomId, from, Optional.empty());
            events.addAll(Api.events(page, "chunk"));
            from = page.string("end");
        } while (from.isPresent());
        return events.stream().filter(SyncReader::isMessage).toList();
    }
}
