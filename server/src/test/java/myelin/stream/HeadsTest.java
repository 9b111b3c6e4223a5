package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadsTest {

    @Test
    void aTokenIsReadAsItIsWritten() {
        Heads heads =
                Heads.ZERO.with(Stream.EVENTS, 12).with(Stream.TO_DEVICE, Long.MAX_VALUE / 10);

        assertThat(Heads.parse(heads.toString())).contains(heads);
    }

    @Test
    void anOlderTokenIsAtTheBeginningOfNewerStreams() {
        assertThat(Heads.parse("m7_3"))
                .contains(Heads.ZERO.with(Stream.EVENTS, 7).with(Stream.ACCOUNT_DATA, 3));
    }

    @Test
    void aNewerTokenLosesWhatIsNotKnownHere() {
        String known = "m1" + "_0".repeat(Stream.values().length - 1);

        assertThat(Heads.parse(known + "_5")).contains(Heads.ZERO.with(Stream.EVENTS, 1));
    }

    @Test
    void whatIsNoTokenIsNotRead() {
        assertThat(Heads.parse("")).isEmpty();
        assertThat(Heads.parse("m")).isEmpty();
        assertThat(Heads.parse("s12_3")).isEmpty();
        assertThat(Heads.parse("m-1")).isEmpty();
        assertThat(Heads.parse("m1__2")).isEmpty();
        assertThat(Heads.parse("m1_")).isEmpty();
        assertThat(Heads.parse("m9999999999999999999")).isEmpty();
        assertThat(Heads.parse("m1" + "_1".repeat(40))).isEmpty();
    }

    @Test
    void laterInOneStreamIsAfter() {
        Heads one = Heads.ZERO.with(Stream.EVENTS, 2);
        Heads other = Heads.ZERO.with(Stream.RECEIPTS, 1);

        assertThat(one.isAfter(other)).isTrue();
        assertThat(other.isAfter(one)).isTrue();
        assertThat(one.isAfter(one)).isFalse();
        assertThat(one.max(other).isAfter(one)).isTrue();
        assertThat(one.isAfter(one.max(other))).isFalse();
    }

    @Test
    void everyStreamHasItsPlaceInATokenForever() {
        assertThat(Arrays.stream(Stream.values()).map(Stream::number))
                .containsExactlyElementsOf(
                        IntStream.range(0, Stream.values().length).boxed().toList());
    }
}
