package myelin.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;

/// Counts up, for each combination of label values by itself. For all threads.
public final class Counter {

    private final List<String> labelNames;
    private final Map<List<String>, DoubleAdder> counts = new ConcurrentHashMap<>();

    Counter(List<String> labelNames) {
        this.labelNames = labelNames;
    }

    /// Adds one.
    ///
    /// @param labels one value for each label name; not more different ones than a reader can bear
    public void increment(String... labels) {
        add(1, labels);
    }

    /// Adds to the count.
    public void add(double amount, String... labels) {
        counts.computeIfAbsent(List.of(labels), values -> new DoubleAdder()).add(amount);
    }

    List<String> labelNames() {
        return labelNames;
    }

    Map<List<String>, Double> read() {
        Map<List<String>, Double> sums = new HashMap<>();
        counts.forEach((labels, adder) -> sums.put(labels, adder.sum()));
        return sums;
    }
}
