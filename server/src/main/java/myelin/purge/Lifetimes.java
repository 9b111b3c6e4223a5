package myelin.purge;

import java.time.Duration;
import java.util.Optional;
import myelin.config.rooms.RetentionConfig;

/// How long rooms may keep their messages for a purge job to go through them, in milliseconds.
///
/// @param above longer than this; empty: no bound
/// @param upTo so long at most; empty: no bound
record Lifetimes(Optional<Long> above, Optional<Long> upTo) {

    static Lifetimes of(RetentionConfig.PurgeJob job) {
        return new Lifetimes(
                Optional.ofNullable(job.shortestMaxLifetime()).map(Duration::toMillis),
                Optional.ofNullable(job.longestMaxLifetime()).map(Duration::toMillis));
    }

    /// Reads what [#toString] has made.
    static Lifetimes parse(String text) {
        int middle = text.indexOf('-');
        return new Lifetimes(number(text.substring(0, middle)), number(text.substring(middle + 1)));
    }

    private static Optional<Long> number(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(text));
    }

    boolean contain(long lifetimeMs) {
        return above.filter(bound -> lifetimeMs <= bound).isEmpty()
                && upTo.filter(bound -> lifetimeMs > bound).isEmpty();
    }

    /// Both bounds with a line between.
    @Override
    public String toString() {
        return above.map(String::valueOf).orElse("") + "-" + upTo.map(String::valueOf).orElse("");
    }
}
