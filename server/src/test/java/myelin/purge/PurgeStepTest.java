package myelin.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.json.JsonParser;
import myelin.events.OldEvent;
import org.junit.jupiter.api.Test;

class PurgeStepTest {

    private static final RoomId ROOM = RoomId.parse("!room:example.org");

    /// Places at the ends are larger than numbers of JSON may be: a batch that ended there could not go on.
    @Test
    void aStepIsReadAsItWasWritten() {
        PurgeStep.Run run =
                new PurgeStep.Run(
                        new Lifetimes(Optional.of(5L), Optional.empty()), 1_700_000_000_000L, 3, 4);
        List<PurgeStep> steps =
                List.of(
                        new PurgeStep.Between(),
                        new PurgeStep.Looking(run, Optional.empty()),
                        new PurgeStep.Looking(run, Optional.of(ROOM)),
                        new PurgeStep.Walking(run, ROOM),
                        new PurgeStep.Walking(run, ROOM, OldEvent.Place.behind(7), 8),
                        new PurgeStep.Walking(run, ROOM, new OldEvent.Place(-1, 9), 8));
        for (PurgeStep step : steps) {
            assertThat(PurgeStep.read(JsonParser.object(step.json().toString()))).isEqualTo(step);
        }
    }

    @Test
    void lifetimesLieAboveOneBoundAndNotAboveTheOther() {
        Lifetimes some = Lifetimes.parse("5-10");

        assertThat(some.contain(5)).isFalse();
        assertThat(some.contain(6)).isTrue();
        assertThat(some.contain(10)).isTrue();
        assertThat(some.contain(11)).isFalse();
        assertThat(Lifetimes.parse("-").contain(0)).isTrue();
        assertThat(Lifetimes.parse("5-").contain(Long.MAX_VALUE)).isTrue();
        assertThat(Lifetimes.parse(some.toString())).isEqualTo(some);
    }
}
