package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.observe.Metrics;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private static final UserId ALICE = UserId.parse("@alice:example.org");
    private static final UserId BOB = UserId.parse("@bob:example.org");
    private static final RoomId ROOM = RoomId.parse("!room:example.org");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Metrics metrics = new Metrics();
    private final Waiters waiters =
            new Waiters(room -> room.equals(ROOM) ? List.of(ALICE) : List.of(BOB), metrics);

    /// The order which loses nothing: registered before the heads are read, woken before the wait.
    @Test
    void aHintBetweenRegisteringAndWaitingIsNotLost() throws Exception {
        try (var waiter = waiters.register(ALICE)) {
            waiters.wake(Hint.ofUsers(Stream.RECEIPTS, 1, Set.of(ALICE)));

            assertThat(waiter.await(LONG)).isTrue();
            assertThat(waiter.await(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void aHintForARoomWakesItsMembersOnly() throws Exception {
        try (var alice = waiters.register(ALICE);
                var bob = waiters.register(BOB)) {
            waiters.wake(Hint.ofRooms(Stream.EVENTS, 1, Set.of(ROOM)));

            assertThat(alice.await(Duration.ZERO)).isTrue();
            assertThat(bob.await(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void aHintForNobodyInParticularWakesEverybody() throws Exception {
        try (var alice = waiters.register(ALICE);
                var bob = waiters.register(BOB)) {
            waiters.wake(Hint.ofAll(Stream.EVENTS, 1));

            assertThat(alice.await(Duration.ZERO)).isTrue();
            assertThat(bob.await(Duration.ZERO)).isTrue();
        }
    }

    /// Who was the last to leave a room and typed in it woke all syncs of the server: a hint for the members of a room
    /// without any looked like one for everybody.
    @Test
    void aHintForNobodyWakesNobody() throws Exception {
        try (var alice = waiters.register(ALICE)) {
            waiters.wake(Hint.ofUsers(Stream.TYPING, 1, Set.of()));

            assertThat(alice.await(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void everyDeviceOfAUserIsWoken() throws Exception {
        try (var phone = waiters.register(ALICE);
                var laptop = waiters.register(ALICE)) {
            waiters.wake(Hint.ofUsers(Stream.EVENTS, 1, Set.of(ALICE)));

            assertThat(phone.await(Duration.ZERO)).isTrue();
            assertThat(laptop.await(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void whoIsDoneIsForgotten() {
        var first = waiters.register(ALICE);
        var second = waiters.register(ALICE);
        first.close();
        assertThat(waiters.size()).isEqualTo(1);

        second.close();
        second.close();

        assertThat(waiters.size()).isZero();
    }

    @Test
    void thousandsWaitAndAreWoken() throws Exception {
        int count = 5_000;
        CountDownLatch registered = new CountDownLatch(count);
        AtomicInteger woken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(() -> waitOnce(registered, woken)));
        }
        registered.await();

        waiters.wake(Hint.ofAll(Stream.EVENTS, 1));
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(woken).hasValue(count);
        assertThat(waiters.size()).isZero();
    }

    @Test
    void nobodyWaitsAnyMoreOnceItIsClosed() throws Exception {
        try (var waiter = waiters.register(ALICE)) {
            waiters.close();

            assertThat(waiter.await(LONG)).as("woken").isTrue();
            assertThat(waiter.await(LONG)).as("waits again").isFalse();
        }
    }

    private void waitOnce(CountDownLatch registered, AtomicInteger woken) {
        try (var waiter = waiters.register(ALICE)) {
            registered.countDown();
            if (waiter.await(LONG)) {
                woken.incrementAndGet();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
