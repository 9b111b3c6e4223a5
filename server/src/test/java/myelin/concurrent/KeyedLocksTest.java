package myelin.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyedLocksTest {
    private final KeyedLocks<String> locks = new KeyedLocks<>();

    @Test
    void oneThreadAtATimeHoldsAKey() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger entered = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int j = 0; j < 100; j++) {
                                    try (var _ = locks.hold("a")) {
                                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                        Thread.onSpinWait();
                                        entered.incrementAndGet();
                                        inside.decrementAndGet();
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(most).hasValue(1);
        assertThat(entered).hasValue(2000);
    }

    @Test
    void otherKeysAreFree() throws Exception {
        try (var _ = locks.hold("a")) {
            Thread other = Thread.ofVirtual().start(() -> locks.hold("b").close());
            other.join();
            assertThat(locks.size()).isEqualTo(1);
        }
    }

    @Test
    void aKeyThatNobodyHoldsIsForgotten() {
        locks.hold("a").close();

        assertThat(locks.size()).isZero();
    }

    @Test
    void aThreadMayHoldAKeyTwice() {
        try (var _ = locks.hold("a");
                var _ = locks.hold("a")) {
            assertThat(locks.size()).isEqualTo(1);
        }
        assertThat(locks.size()).isZero();
    }
}
