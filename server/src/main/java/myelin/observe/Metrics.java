package myelin.observe;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// All that is counted. Packages create what they count in their constructors, in any thread; what they created is read
/// when somebody scrapes. Counting itself knows nothing of Prometheus, whose classes are loaded at the first scrape.
///
/// Names are Synapse's where the meaning is the same, so that its dashboards work.
public final class Metrics {

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();
    private final CacheMetrics caches = new CacheMetrics(this);

    /// One name with all its values.
    sealed interface Family {
        String help();

        record Counted(String help, Counter counter) implements Family {}

        record Timed(String help, Timer timer) implements Family {}

        /// @param labelNames at most one
        /// @param grows whether the values only grow
        record Read(
                String help,
                List<String> labelNames,
                boolean grows,
                Supplier<? extends Map<String, ? extends Number>> values)
                implements Family {}
    }

    /// A counter, which only grows.
    ///
    /// @param name without the ending `_total`, which is added where it is shown
    /// @throws IllegalArgumentException when the name is taken
    public Counter counter(String name, String help, String... labelNames) {
        Counter counter = new Counter(List.of(labelNames));
        add(name, new Family.Counted(help, counter));
        return counter;
    }

    /// A distribution of durations.
    ///
    /// @param name with its unit, `_seconds`
    /// @throws IllegalArgumentException when the name is taken
    public Timer timer(String name, String help, String... labelNames) {
        Timer timer = new Timer(List.of(labelNames));
        add(name, new Family.Timed(help, timer));
        return timer;
    }

    /// A value that is asked for at each scrape. The supplier must be quick, and may be called by any thread.
    ///
    /// @throws IllegalArgumentException when the name is taken
    public void gauge(String name, String help, DoubleSupplier value) {
        add(name, new Family.Read(help, List.of(), false, () -> Map.of("", value.getAsDouble())));
    }

    /// Values that are asked for at each scrape, one for each value of a label.
    ///
    /// @throws IllegalArgumentException when the name is taken
    public void gauge(
            String name,
            String help,
            String labelName,
            Supplier<? extends Map<String, ? extends Number>> values) {
        add(name, new Family.Read(help, List.of(labelName), false, values));
    }

    /// Counts that somebody else keeps, one for each value of a label; they are asked for at each scrape.
    ///
    /// @param name without the ending `_total`, which is added where it is shown
    /// @throws IllegalArgumentException when the name is taken
    public void counts(
            String name,
            String help,
            String labelName,
            Supplier<? extends Map<String, ? extends Number>> values) {
        add(name, new Family.Read(help, List.of(labelName), true, values));
    }

    /// What caches hold, and how often they are asked in vain.
    public CacheMetrics caches() {
        return caches;
    }

    Map<String, Family> families() {
        return families;
    }

    private void add(String name, Family family) {
        if (families.putIfAbsent(name, family) != null) {
            throw new IllegalArgumentException("There is a metric of this name already: " + name);
        }
    }
}
