package myelin.presence;

import java.util.Optional;
import myelin.cluster.Lease;
import myelin.cluster.Leases;
import org.jspecify.annotations.Nullable;

/// The numbers by which nodes tell apart what each of them sees: each has the lowest that was free when it came. Who
/// gets the seat of a node that is gone finds there what that one has left.
///
/// One thread at a time changes seats; any may ask for the own one.
final class Seats {

    private final Leases leases;
    private @Nullable Lease lease;
    private volatile long own;

    Seats(Leases leases) {
        this.leases = leases;
    }

    /// This node's seat; 0 before there is one.
    long own() {
        return own;
    }

    /// Takes a seat unless this node still has one.
    ///
    /// @return whether it is another one than before
    boolean sit() {
        Lease before = lease;
        if (before != null && leases.isHeld(before)) {
            return false;
        }
        long seat = 1;
        Optional<Lease> taken = take(seat);
        while (taken.isEmpty()) {
            seat++;
            taken = take(seat);
        }
        lease = taken.get();
        own = seat;
        return true;
    }

    /// Takes the seat of another node, if that one is gone.
    Optional<Lease> take(long seat) {
        return leases.tryAcquire("presence/" + seat);
    }

    void free(Lease taken) {
        leases.release(taken);
    }
}
