package myelin.core.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Rooms in which good servers must agree, and with Synapse, whatever happens.
///
/// `make simulate` runs more of them, for so many `minutes`; `seeds=7` or `seeds=1-12000` runs those. With `explain=yes` it
/// shows what was found about each event, with `write=FILE` it writes the rooms down for `tools/ask-synapse.py`.
class SimulationTest {
    private static final Seeds STANDARD = new Seeds(1, 3000);

    private record Seeds(long first, long last) {
        static Seeds of(String text) {
            String[] ends = text.split("-", 2);
            return new Seeds(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        }
    }

    @Test
    void aFewRoomsOfEachVersionAgree() {
        runAll(new Seeds(1, 120), SimulationTest::run);
    }

    @Test
    void everyWinnerIsPermittedByTheStateThatItWasAppliedTo() {
        runAll(new Seeds(1, 60), seed -> Simulation.run(seed).checkWinners());
    }

    @Test
    @Tag("thorough")
    void whoeverHoldsTheSameEventsAgrees() throws IOException {
        Optional<String> minutes = property("minutes");
        if (minutes.isPresent()) {
            runFor(Duration.ofMinutes(Long.parseLong(minutes.get())));
            return;
        }
        Seeds seeds = property("seeds").map(Seeds::of).orElse(STANDARD);
        Optional<String> file = property("write");
        if (file.isPresent()) {
            write(seeds, Path.of(file.get()));
            return;
        }
        runAll(seeds, SimulationTest::run);
    }

    /// On all processors; what failed is told when all have run.
    private static void runAll(Seeds seeds, LongConsumer room) {
        Map<Long, Throwable> failed = new ConcurrentSkipListMap<>();
        LongStream.rangeClosed(seeds.first, seeds.last)
                .parallel()
                .forEach(seed -> {
                    try {
                        room.accept(seed);
                    } catch (RuntimeException | AssertionError failure) {
                        failed.put(seed, failure);
                    }
                });
        failed.forEach((seed, failure) -> {
            throw new AssertionError(
                    "Rooms %s failed. Room %d: %s%nAgain: make simulate seeds=%d"
                            .formatted(failed.keySet(), seed, failure.getMessage(), seed),
                    failure);
        });
    }

    private static Optional<String> property(String name) {
        @Nullable String value = System.getProperty("simulation." + name);
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    private static void runFor(Duration time) {
        long start = System.nanoTime();
        long seed = Findings.roomsOfSynapse() + 1L;
        while (System.nanoTime() - start < time.toNanos()) {
            runAll(new Seeds(seed, seed + 999), SimulationTest::run);
            seed += 1000;
        }
        System.out.println("All agreed in the rooms up to seed " + (seed - 1) + ".");
    }

    private static void run(long seed) {
        Simulation room = Simulation.run(seed);
        if (property("explain").isPresent()) {
            System.out.println(String.join("\n", Findings.lines(room)));
        }
        Findings.ofSynapse(seed)
                .ifPresent(found ->
                        assertThat(Findings.digest(room))
                                .as("what Synapse found, too")
                                .isEqualTo(found));
    }

    private static void write(Seeds seeds, Path file) throws IOException {
        try (var out = new PrintWriter(Files.newBufferedWriter(file, UTF_8))) {
            LongStream.rangeClosed(seeds.first, seeds.last)
                    .forEach(seed -> out.println(Findings.question(seed, Simulation.run(seed))));
        }
    }
}
