package myelin.cluster;

import java.util.function.Consumer;
import myelin.stream.Hint;
import myelin.stream.Hints;

/// The bus of a server that is alone.
public final class LocalBus implements Bus {
    private final Hints hints;

    public LocalBus(Hints hints) {
        this.hints = hints;
    }

    @Override
    public void publish(Hint hint) {
        hints.deliver(hint);
    }

    @Override
    public void subscribe(Consumer<Hint> listener) {
        hints.subscribe(listener);
    }

    @Override
    public void close() {}
}
