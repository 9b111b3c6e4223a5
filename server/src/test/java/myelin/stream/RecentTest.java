package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentTest {

    private final Recent<String> recent = new Recent<>();

    private void add(String... values) {
        for (int i = 0; i < values.length; i++) {
            recent.add(values[i], i + 1L);
        }
    }

    @Test
    void whatIsNewIsKnown() {
        add("a", "b", "c");

        assertThat(recent.between(1, 3).orElseThrow()).containsExactly("b", "c");
        assertThat(recent.between(3, 3).orElseThrow()).isEmpty();
    }

    @Test
    void whatOthersHaveWrittenIsAGap() {
        recent.add("a", 1);
        recent.add("c", 3);

        assertThat(recent.between(0, 3)).isEmpty();
        assertThat(recent.mayHave("x"::equals, 0, 3)).isTrue();
    }

    @Test
    void whatWasLongAgoIsForgotten() {
        for (long position = 1; position <= 5_000; position++) {
            recent.add("a", position);
        }

        assertThat(recent.between(0, 5_000)).isEmpty();
        assertThat(recent.between(4_999, 5_000)).isPresent();
        assertThat(recent.mayHave("x"::equals, 0, 5_000)).isTrue();
    }

    @Test
    void whatIsNotThereIsKnownNotToBe() {
        add("a", "b", "c");

        assertThat(recent.mayHave("a"::equals, 0, 3)).isTrue();
        assertThat(recent.mayHave("a"::equals, 1, 3)).isFalse();
    }

    /// Each sync that was woken by what another node had written read it.
    @Test
    void aGapIsReadOnce() {
        AtomicInteger readings = new AtomicInteger();
        Recent.Reader<String> reader =
                (after, upTo) -> {
                    readings.incrementAndGet();
                    return Map.of(2L, "b", 1L, "a");
                };

        assertThat(recent.between(0, 2, reader)).containsExactly("a", "b");
        assertThat(recent.between(0, 2, reader)).containsExactly("a", "b");
        assertThat(recent.between(1, 2, reader)).containsExactly("b");

        assertThat(readings).hasValue(1);
    }

    @Test
    void whatWasReplacedMeanwhileIsNotMissed() {
        add("a", "b");

        assertThat(recent.between(0, 4, (after, upTo) -> Map.of(1L, "a", 4L, "c")))
                .containsExactly("a", "c");
        assertThat(recent.between(0, 4).orElseThrow()).containsExactly("a", "c");
        assertThat(recent.between(1, 3).orElseThrow()).isEmpty();
        assertThat(recent.mayHave("x"::equals, 1, 3)).isTrue();
    }

    @Test
    void whatWasLongAgoIsReadEachTime() {
        AtomicInteger readings = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            assertThat(
                            recent.between(
                                    0,
                                    5_000,
                                    (after, upTo) -> {
                                        readings.incrementAndGet();
                                        return Map.of(7L, "a");
                                    }))
                    .containsExactly("a");
        }

        assertThat(readings).hasValue(2);
    }
}
