package myelin.concurrent;

import java.time.Duration;

/// The time given for some work is over; its tasks have been interrupted.
public final class DeadlineExceeded extends RuntimeException {
    private static final long serialVersionUID = 1;

    DeadlineExceeded(Duration deadline) {
        super("not finished within " + deadline, null, false, false);
    }
}
