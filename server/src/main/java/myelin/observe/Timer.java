package myelin.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/// Counts durations by their length, for each combination of label values by itself. For all threads.
public final class Timer {

    /// Upper ends of the classes, in seconds; the usual ones of Prometheus. A last class takes what is longer.
    static final List<Double> BOUNDS =
            List.of(
                    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5,
                    10.0);

    private final List<String> labelNames;
    private final Map<List<String>, Durations> durations = new ConcurrentHashMap<>();

    Timer(List<String> labelNames) {
        this.labelNames = labelNames;
    }

    private static final class Durations {
        private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.size() + 1);
        private final DoubleAdder sum = new DoubleAdder();
    }

    /// What was counted for one combination of labels.
    ///
    /// @param counts one number for each of the `BOUNDS`, and one for what is longer; not cumulative
    /// @param sum seconds
    record Reading(List<Long> counts, double sum) {}

    /// Counts one duration.
    ///
    /// @param labels one value for each label name
    public void record(long nanos, String... labels) {
        double seconds = nanos / 1e9;
        Durations known = durations.computeIfAbsent(List.of(labels), values -> new Durations());
        known.counts.incrementAndGet(classOf(seconds));
        known.sum.add(seconds);
    }

    List<String> labelNames() {
        return labelNames;
    }

    Map<List<String>, Reading> read() {
        Map<List<String>, Reading> readings = new HashMap<>();
        durations.forEach((labels, known) -> readings.put(labels, read(known)));
        return readings;
    }

    private static Reading read(Durations known) {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i <= BOUNDS.size(); i++) {
            counts.add(known.counts.get(i));
        }
        return new Reading(List.copyOf(counts), known.sum.sum());
    }

    private static int classOf(double seconds) {
        int index = 0;
        while (index < BOUNDS.size() && seconds > BOUNDS.get(index)) {
            index++;
        }
        return index;
    }
}
