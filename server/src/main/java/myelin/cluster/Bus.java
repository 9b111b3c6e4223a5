package myelin.cluster;

import java.util.function.Consumer;
import myelin.stream.Hint;

/// Carries hints to all servers of the cluster, this one included. A hint may get lost on the way, never on this
/// server. Any thread may enter.
public interface Bus extends AutoCloseable {

    /// Tells of a move which is committed. Listeners of this server have been called when it returns.
    void publish(Hint hint);

    /// Calls `listener` with every hint, in the thread that delivers it; it must not block.
    void subscribe(Consumer<Hint> listener);

    @Override
    void close();
}
