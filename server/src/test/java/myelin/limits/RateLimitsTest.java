package myelin.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import myelin.config.RateLimitConfig;
import myelin.config.RateLimitConfig.Rate;
import myelin.core.id.UserId;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final UserId ALICE = UserId.parse("@alice:test");

    private final AtomicLong nowMs = new AtomicLong(1_000_000);

    @Test
    void aBurstIsAllowedAndThenNoMore() {
        RateLimits limits = limits(new Rate(0.5, 3));

        limits.check(RateLimit.MESSAGE, ALICE);
        limits.check(RateLimit.MESSAGE, ALICE);
        limits.check(RateLimit.MESSAGE, ALICE);

        assertThat(refused(limits)).isEqualTo(2000);
    }

    @Test
    void afterTheWaitThatWasToldItIsAllowedOnceMore() {
        RateLimits limits = limits(new Rate(0.17, 1));
        limits.check(RateLimit.MESSAGE, ALICE);

        nowMs.addAndGet(refused(limits) - 1);
        refused(limits);
        nowMs.addAndGet(1);
        limits.check(RateLimit.MESSAGE, ALICE);

        assertThat(refused(limits)).isPositive();
    }

    @Test
    void whatIsRefusedIsNotCounted() {
        RateLimits limits = limits(new Rate(1, 1));
        limits.check(RateLimit.MESSAGE, ALICE);

        refused(limits);
        refused(limits);

        assertThat(refused(limits)).isEqualTo(1000);
    }

    @Test
    void whatIsPassedOverIsNotRefused() {
        RateLimits limits = limits(new Rate(1, 1));

        assertThat(limits.allows(RateLimit.MESSAGE, ALICE)).isTrue();
        assertThat(limits.allows(RateLimit.MESSAGE, ALICE)).isFalse();
    }

    @Test
    void aLongPauseAllowsNoMoreThanABurst() {
        RateLimits limits = limits(new Rate(1, 2));
        limits.check(RateLimit.MESSAGE, ALICE);
        nowMs.addAndGet(1_000_000);

        limits.check(RateLimit.MESSAGE, ALICE);
        limits.check(RateLimit.MESSAGE, ALICE);

        assertThat(refused(limits)).isEqualTo(1000);
    }

    @Test
    void severalActionsAreCountedTogetherOrNotAtAll() {
        RateLimits limits = limits(new Rate(1, 3));
        limits.check(RateLimit.MESSAGE, ALICE, "room", 2);

        assertThatThrownBy(() -> limits.check(RateLimit.MESSAGE, ALICE, "room", 2))
                .isInstanceOf(LimitExceeded.class);
        assertThatCode(() -> limits.check(RateLimit.MESSAGE, ALICE, "room", 1))
                .doesNotThrowAnyException();
    }

    @Test
    void aRateOfZeroNeverRecovers() {
        RateLimits limits = limits(new Rate(0, 1));
        limits.check(RateLimit.MESSAGE, ALICE);

        nowMs.addAndGet(1000);

        assertThat(refused(limits)).isGreaterThan(1_000_000);
    }

    @Test
    void eachKeyHasItsOwnBucket() {
        RateLimits limits = limits(new Rate(1, 1));
        limits.check(RateLimit.MESSAGE, "10.0.0.1");

        assertThatCode(() -> limits.check(RateLimit.MESSAGE, "10.0.0.2"))
                .doesNotThrowAnyException();
        assertThatCode(() -> limits.check(RateLimit.REGISTRATION, "10.0.0.1"))
                .doesNotThrowAnyException();
    }

    @Test
    void failuresAreRecordedEvenBeyondTheLimitAndPeekedAt() {
        RateLimits limits = limits(new Rate(1, 2));
        assertThatCode(() -> limits.peek(RateLimit.MESSAGE, "key")).doesNotThrowAnyException();

        limits.record(RateLimit.MESSAGE, "key");
        limits.record(RateLimit.MESSAGE, "key");
        limits.record(RateLimit.MESSAGE, "key");

        LimitExceeded refused =
                catchThrowableOfType(
                        LimitExceeded.class, () -> limits.peek(RateLimit.MESSAGE, "key"));
        assertThat(refused.retryAfterMs()).isEqualTo(2000);
    }

    @Test
    void aUserFreedByTheAdministratorHasNoLimitAtAll() {
        RateLimits limits = overridden(new Rate(0, 0));

        for (int i = 0; i < 100; i++) {
            limits.check(RateLimit.MESSAGE, ALICE);
            limits.check(RateLimit.ROOM_CREATION, ALICE);
        }
    }

    @Test
    void aUserWithARateOfItsOwnHasItForMessagesOnly() {
        RateLimits limits = overridden(new Rate(1, 20));

        limits.check(RateLimit.MESSAGE, ALICE, ALICE.value(), 20);

        assertThatThrownBy(() -> limits.check(RateLimit.ROOM_CREATION, ALICE, ALICE.value(), 20))
                .isInstanceOf(LimitExceeded.class);
    }

    private long refused(RateLimits limits) {
        return catchThrowableOfType(
                        LimitExceeded.class, () -> limits.check(RateLimit.MESSAGE, ALICE))
                .retryAfterMs();
    }

    private RateLimits limits(Rate message) {
        return new RateLimits(
                new RateLimitConfig(Map.of("rc_message", message)),
                RateLimitOverrides.NONE,
                () -> Instant.ofEpochMilli(nowMs.get()));
    }

    private RateLimits overridden(Rate rate) {
        return new RateLimits(
                RateLimitConfig.DEFAULTS,
                user -> user.equals(ALICE) ? Optional.of(rate) : Optional.empty(),
                () -> Instant.ofEpochMilli(nowMs.get()));
    }
}
