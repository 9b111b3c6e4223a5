package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import myelin.concurrent.Tasks;
import myelin.concurrent.Tasks.Task;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import org.junit.jupiter.api.Test;

final class WholeAnswersTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final ServerName SERVER = ServerName.parse("test");
    private static final UserId ALICE = UserId.of("alice", SERVER);
    private static final UserId BOB = UserId.of("bob", SERVER);

    @Test
    void soManyAreBuiltAtOnceAndTheOthersAfterThem() throws Exception {
        WholeAnswers answers = new WholeAnswers(2, LONG);
        AtomicInteger building = new AtomicInteger();
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            UserId user = UserId.of("user" + i, SERVER);
            tasks.add(() -> answers.build(user, () -> counted(building)));
        }

        assertThat(Tasks.all(50, LONG, tasks)).hasSize(50).allMatch(atOnce -> atOnce <= 2);
    }

    @Test
    void ofOneUserThereIsOneAtATime() throws Exception {
        WholeAnswers answers = new WholeAnswers(10, LONG);
        AtomicInteger building = new AtomicInteger();
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(() -> answers.build(ALICE, () -> counted(building)));
        }

        assertThat(Tasks.all(50, LONG, tasks)).hasSize(50).containsOnly(1);
    }

    private static int counted(AtomicInteger building) {
        int atOnce = building.incrementAndGet();
        for (int i = 0; i < 1_000; i++) {
            Thread.onSpinWait();
        }
        building.decrementAndGet();
        return atOnce;
    }

    @Test
    void whoWaitsTooLongIsToldToComeBack() {
        WholeAnswers answers = new WholeAnswers(1, Duration.ZERO);

        answers.build(
                ALICE,
                () ->
                        assertThatThrownBy(() -> answers.build(BOB, () -> 1))
                                .isInstanceOfSatisfying(
                                        MatrixError.class,
                                        error -> assertThat(error.status()).isEqualTo(429)));
        assertThat(answers.build(BOB, () -> 2)).isEqualTo(2);
    }

    @Test
    void anAnswerThatFailsLeavesItsPlace() {
        WholeAnswers answers = new WholeAnswers(1, Duration.ZERO);

        assertThatThrownBy(() ->
                        answers.build(
                                ALICE,
                                () -> {
                                    throw new IllegalStateException("torn");
                                }))
                .hasMessage("torn");
        assertThat(answers.build(ALICE, () -> 3)).isEqualTo(3);
    }
}
