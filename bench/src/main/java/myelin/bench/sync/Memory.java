package myelin.bench.sync;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a server takes at a moment, its garbage collected.
///
/// @param residentKb what it has of the machine's memory
/// @param bytes what the objects of each class take in the heap
record Memory(long residentKb, Map<String, Long> bytes) {

    /// Waits until the server does nearly nothing, has it collect, and looks.
    static Memory of(ServerProcess server) throws IOException, InterruptedException {
        server.settle();
        server.collect();
        return new Memory(server.residentKb(), server.bytesByClass());
    }

    /// What is alive in the heap.
    long heapKb() {
        return bytes.values().stream().mapToLong(Long::longValue).sum() / 1024;
    }

    /// The classes that take more now, and how much, those first that have grown most.
    Map<String, Long> grownKb(Memory before, int most) {
        Map<String, Long> grown = new LinkedHashMap<>();
        bytes.entrySet().stream()
                .map(now -> Map.entry(now.getKey(), grownKb(before, now)))
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .forEach(type -> grown.put(type.getKey(), type.getValue()));
        return grown;
    }

    private static long grownKb(Memory before, Map.Entry<String, Long> now) {
        return (now.getValue() - before.bytes.getOrDefault(now.getKey(), 0L)) / 1024;
    }
}
