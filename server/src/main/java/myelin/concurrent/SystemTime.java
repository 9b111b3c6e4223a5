package myelin.concurrent;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;

/// The time of this machine. Everybody else is given an [InstantSource].
public final class SystemTime {
    private SystemTime() {}

    /// The wall clock; it may jump when an administrator or NTP sets it.
    public static InstantSource clock() {
        return Clock.systemUTC();
    }

    /// Blocks the calling thread for this long.
    public static void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
