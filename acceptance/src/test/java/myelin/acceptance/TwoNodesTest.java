package myelin.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.acceptance.Api.Session;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes serve one database: any of them serves anybody, and one goes on when the other is
/// killed (`kill -9`).
final class TwoNodesTest {
    private static final Duration LONG_POLL = Duration.ofSeconds(20);

    private ServerProcess first;
    private ServerProcess second;

    @BeforeEach
    void start(@TempDir Path here, @TempDir Path there) {
        first = ServerProcess.start(here, Storage.POSTGRES);
        second = first.another(there);
    }

    @AfterEach
    void stop() {
        second.close();
        first.close();
    }

    @Test
    void whoIsOnOneNodeHearsWhoIsOnTheOther() throws Exception {
        Api one = new Api(first.address());
        Api other = new Api(second.address());
        Session alice = one.register("alice");
        Session bob = other.register("bob");
        String room = one.createRoom(alice);
        other.join(bob, room);
        Optional<String> since = token(other.sync(bob, Optional.empty(), Duration.ZERO));
        Thread sender = Thread.startVirtualThread(() -> one.send(alice, room, "1", "hello"));

        JsonObject news = other.sync(bob, since, LONG_POLL);

        assertThat(texts(news, room)).containsExactly("hello");
        sender.join();
        other.send(bob, room, "1", "hello yourself");
        assertThat(texts(one.sync(alice, Optional.empty(), Duration.ZERO), room))
                .containsExactly("hello", "hello yourself");
    }

    @Test
    void aTokenIsGoodOnEveryNode() {
        Session alice = new Api(first.address()).register("alice");
        Api other = new Api(second.address());
        String room = other.createRoom(alice);

        String event = other.send(alice, room, "1", "hello");

        assertThat(new Api(first.address()).send(alice, room, "1", "hello")).isEqualTo(event);
    }

    @Test
    void oneNodeGoesOnWhenTheOtherIsKilledAndComesBack() {
        Api one = new Api(first.address());
        Api other = new Api(second.address());
        Session alice = one.register("alice");
        Session bob = other.register("bob");
        String room = one.createRoom(alice);
        other.join(bob, room);
        one.send(alice, room, "1", "before");
        Optional<String> since = token(one.sync(alice, Optional.empty(), Duration.ZERO));

        first.kill();
        other.send(bob, room, "1", "meanwhile");
        // Alice's client goes on where it stopped, on the node that is left.
        JsonObject news = other.sync(alice, since, LONG_POLL);
        assertThat(texts(news, room)).containsExactly("meanwhile");
        other.send(alice, room, "2", "still here");

        first.startAgain();
        Optional<String> seen = token(other.sync(bob, Optional.empty(), Duration.ZERO));
        one.send(alice, room, "3", "back");
        assertThat(texts(other.sync(bob, seen, LONG_POLL), room)).containsExactly("back");
        assertThat(texts(one.sync(bob, Optional.empty(), Duration.ZERO), room))
                .containsExactly("before", "meanwhile", "still here", "back");
    }

    private static Optional<String> token(JsonObject answer) {
        return answer.string("next_batch");
    }

    /// What was said in a room, as far as an answer of `/sync` tells.
    private static List<String> texts(JsonObject answer, String room) {
        return answer
                .object("rooms")
                .flatMap(rooms -> rooms.object("join"))
                .flatMap(joined -> joined.object(room))
                .flatMap(told -> told.object("timeline"))
                .map(timeline -> Api.events(timeline, "events"))
                .orElse(List.of())
                .stream()
                .filter(SyncReader::isMessage)
                .map(event ->
                        event.object("content").flatMap(it -> it.string("body")).orElseThrow())
                .toList();
    }
}
