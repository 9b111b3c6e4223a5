package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
}
