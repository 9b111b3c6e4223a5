package myelin.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import myelin.concurrent.Loop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hints which reach this server, from itself and from others, and who listens to them.
///
/// Hints may get lost between servers. So the heads are read once a second, and when a stream has moved since
/// the reading before without a hint, everybody is told. Any thread may enter; listeners are called by the thread that
/// delivers, and must not block.
public final class Hints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Hints.class);
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(500);

    private final Streams streams;
    private final List<Consumer<Hint>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicReference<Heads> announced;
    private final Loop repair = new Loop("heads", this::readHeads);

    /// The heads at the last reading; only the loop's thread uses it.
    private Heads lastRead;

    public Hints(Streams streams) {
        this.streams = streams;
        this.lastRead = streams.heads();
        this.announced = new AtomicReference<>(lastRead);
    }

    /// Begins to look for what hints did not tell.
    public void start() {
        repair.start();
    }

    /// Calls `listener` with each hint from now on; [Streams#heads()] has reached its position by then.
    public void subscribe(Consumer<Hint> listener) {
        listeners.add(listener);
    }

    /// Tells all listeners of this server.
    public void deliver(Hint hint) {
        streams.advance(hint.stream(), hint.position());
        announced.updateAndGet(old ->
                old.of(hint.stream()) >= hint.position()
                        ? old
                        : old.with(hint.stream(), hint.position()));
        for (Consumer<Hint> listener : listeners) {
            try {
                listener.accept(hint);
            } catch (RuntimeException failure) {
                log.error("listener failed stream={}", hint.stream(), failure);
            }
        }
    }

    private Duration readHeads() {
        Heads now = streams.refresh();
        deliverMissing();
        lastRead = now;
        return BETWEEN_READINGS;
    }

    /// What was committed at the last reading has had the time since for its hint to arrive.
    private void deliverMissing() {
        for (Stream stream : Stream.values()) {
            long position = lastRead.of(stream);
            if (position > announced.get().of(stream)) {
                deliver(Hint.ofAll(stream, position));
            }
        }
    }

    @Override
    public void close() {
        repair.close();
    }
}
