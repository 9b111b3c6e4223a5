package myelin.receipts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The newest receipts that this node has stored, so that a client which is nearly up to date costs
/// no query. Those of other nodes are missing; who meets a gap asks the database. Guarded by itself.
final class RecentReceipts {

    private static final int SIZE = 2_048;

    private record Entry(Receipt receipt, long position) {}

    private final @Nullable Entry[] ring = new @Nullable Entry[SIZE];

    synchronized void add(Receipt receipt, long position) {
        ring[(int) (position % SIZE)] = new Entry(receipt, position);
    }

    /// All receipts above `after`, up to `upTo`; empty when one of them is not here.
    synchronized Optional<List<Receipt>> between(long after, long upTo) {
        if (upTo - after > SIZE) {
            return Optional.empty();
        }
        List<Receipt> receipts = new ArrayList<>();
        for (long at = after + 1; at <= upTo; at++) {
            Entry entry = ring[(int) (at % SIZE)];
            if (entry == null || entry.position() != at) {
                return Optional.empty();
            }
            receipts.add(entry.receipt());
        }
        return Optional.of(receipts);
    }
}
