package myelin.receipts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.EventId;

/// Up to where one user has read one room.
///
/// @param everything the position up to which an unthreaded receipt reaches
/// @param main the position up to which the main timeline is read
/// @param threads for threads with a receipt of their own, the position up to which they are read
/// @param newest the newest of the receipts, as a position in the RECEIPTS stream
public record ReadPositions(long everything, long main, Map<EventId, Long> threads, long newest) {

    static ReadPositions of(List<ReceiptsTable.Positioned> receipts) {
        long everything = 0;
        long main = 0;
        long newest = 0;
        Map<EventId, Long> threads = new HashMap<>();
        for (ReceiptsTable.Positioned positioned : receipts) {
            Receipt receipt = positioned.receipt();
            newest = Math.max(newest, positioned.position());
            Optional<String> thread = receipt.thread();
            if (thread.isEmpty()) {
                everything = Math.max(everything, receipt.eventPosition());
            } else if (thread.get().equals(Receipt.MAIN)) {
                main = Math.max(main, receipt.eventPosition());
            } else {
                EventId.tryParse(thread.get())
                        .ifPresent(root -> threads.merge(root, receipt.eventPosition(), Math::max));
            }
        }
        return new ReadPositions(
                everything, Math.max(main, everything), Map.copyOf(threads), newest);
    }

    /// The position up to which a thread is read, or the main timeline.
    public long readUpTo(Optional<EventId> thread) {
        return thread.map(root -> Math.max(everything, threads.getOrDefault(root, 0L)))
                .orElse(main);
    }
}
