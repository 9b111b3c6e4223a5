package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import myelin.BothDatabases;
import myelin.core.id.RoomId;
import myelin.sql.Database;
import myelin.sql.Sql;

class HintsTest {
    private static final Sql MOVE =
            Sql.of("UPDATE streams SET position = :position WHERE name = :name");

    private static final Hint HINT =
            Hint.ofRooms(Stream.EVENTS, 7, Set.of(RoomId.parse("!room:example.org")));

    @BothDatabases
    void listenersHearOfAHintWhenTheHeadsHaveReachedIt(Database database) {
        Streams streams = new Streams(database);
        try (Hints hints = new Hints(streams)) {
            BlockingQueue<Heads> seen = new LinkedBlockingQueue<>();
            hints.subscribe(hint -> seen.add(streams.heads()));

            hints.deliver(HINT);

            assertThat(seen).containsExactly(Heads.ZERO.with(Stream.EVENTS, 7));
        }
    }

    @BothDatabases
    void aListenerThatFailsDoesNotHinderOthers(Database database) {
        try (Hints hints = new Hints(new Streams(database))) {
            BlockingQueue<Hint> seen = new LinkedBlockingQueue<>();
            hints.subscribe(hint -> {
                throw new IllegalStateException("meant to fail");
            });
            hints.subscribe(seen::add);

            hints.deliver(HINT);

            assertThat(seen).containsExactly(HINT);
        }
    }

    @BothDatabases
    void aMoveWithoutAHintIsFoundAndToldToAll(Database database) throws Exception {
        try (Hints hints = new Hints(new Streams(database))) {
            BlockingQueue<Hint> seen = new LinkedBlockingQueue<>();
            hints.subscribe(seen::add);
            hints.start();

            database.write(tx ->
                    tx.update(MOVE).bind("position", 3).bind("name", Stream.RECEIPTS.text()).run());

            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(Hint.ofAll(Stream.RECEIPTS, 3));
        }
    }
}
