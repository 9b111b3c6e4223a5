package myelin.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import myelin.config.rooms.PresenceConfig;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import org.junit.jupiter.api.Test;

/// What a node sees of the devices of users; times are seconds here.
class SeenDevicesTest {

    private static final UserId ALICE = UserId.parse("@alice:test");
    private static final Optional<DeviceId> PHONE = Optional.of(new DeviceId("PHONE"));
    private static final Optional<DeviceId> LAPTOP = Optional.of(new DeviceId("LAPTOP"));

    private final SeenDevices devices =
            new SeenDevices(
                    new PresenceConfig(
                            true,
                            true,
                            false,
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(300),
                            Set.of()));

    private void note(Optional<DeviceId> device, UnaryOperator<DevicePresence> change) {
        devices.note(ALICE, device, change);
    }

    private void syncs(Optional<DeviceId> device, PresenceState word, long at) {
        note(device, it -> it.syncBegins(at * 1000));
        note(device, it -> it.isNews(word) ? it.syncSays(word, at * 1000) : it);
    }

    private PresenceState at(long seconds) {
        devices.pass(seconds * 1000);
        return devices.sight(ALICE, seconds * 1000).state();
    }

    /// Writes down what there is.
    private void write(long at) {
        devices.written(ALICE, devices.sight(ALICE, at * 1000));
    }

    @Test
    void whoWaitsForAnAnswerIsThere() {
        syncs(PHONE, PresenceState.UNAVAILABLE, 1);

        assertThat(at(10_000)).isEqualTo(PresenceState.UNAVAILABLE);
    }

    @Test
    void whoHasHadTheAnswerIsThereForAWhile() {
        syncs(PHONE, PresenceState.ONLINE, 1);
        note(PHONE, it -> it.syncEnds(10_000));

        assertThat(at(40)).isEqualTo(PresenceState.ONLINE);
        assertThat(at(41)).isEqualTo(PresenceState.OFFLINE);
    }

    @Test
    void oneSyncThatWaitsIsEnough() {
        syncs(PHONE, PresenceState.ONLINE, 1);
        syncs(PHONE, PresenceState.ONLINE, 2);
        note(PHONE, it -> it.syncEnds(3_000));

        assertThat(at(100)).isEqualTo(PresenceState.ONLINE);
    }

    @Test
    void onlyTheDeviceOnWhichNothingIsDoneIsIdle() {
        syncs(PHONE, PresenceState.ONLINE, 1);
        syncs(LAPTOP, PresenceState.ONLINE, 1);
        note(LAPTOP, it -> it.active(200_000));

        assertThat(at(302)).isEqualTo(PresenceState.ONLINE);
        assertThat(at(501)).isEqualTo(PresenceState.UNAVAILABLE);
    }

    @Test
    void whatASyncSaysAgainDoesNotEndIdleness() {
        syncs(PHONE, PresenceState.ONLINE, 1);
        assertThat(at(302)).isEqualTo(PresenceState.UNAVAILABLE);

        syncs(PHONE, PresenceState.ONLINE, 303);

        assertThat(at(304)).isEqualTo(PresenceState.UNAVAILABLE);
    }

    /// Each message made a user online whose client says that it is idle, and each sync ended that.
    @Test
    void whoDoesSomethingStaysOnlineThoughTheSyncsSayWhatTheySaidBefore() {
        syncs(PHONE, PresenceState.UNAVAILABLE, 1);
        note(PHONE, it -> it.active(2_000));

        syncs(PHONE, PresenceState.UNAVAILABLE, 3);

        assertThat(at(4)).isEqualTo(PresenceState.ONLINE);
    }

    @Test
    void whatWasSeenIsWrittenOnce() {
        syncs(PHONE, PresenceState.ONLINE, 1);
        assertThat(devices.isNews(ALICE, 1_000)).isTrue();
        write(1);

        note(PHONE, it -> it.active(50_000));
        assertThat(devices.isNews(ALICE, 50_000)).isFalse();

        note(PHONE, it -> it.active(62_000));
        assertThat(devices.isNews(ALICE, 62_000)).isTrue();
    }

    @Test
    void whoIsGoneIsForgottenOnceThatIsWritten() {
        syncs(PHONE, PresenceState.ONLINE, 1);
        note(PHONE, it -> it.syncEnds(1_000));
        write(1);
        assertThat(devices.pass(32_000)).containsExactly(ALICE);
        assertThat(devices.pass(33_000)).containsExactly(ALICE);

        write(33);

        assertThat(devices.pass(34_000)).isEmpty();
    }

    @Test
    void whatAnotherNodeHasLeftCountsForAWhile() {
        UserPresence left =
                new UserPresence(ALICE, PresenceState.ONLINE, Optional.empty(), 5_000, true);
        devices.restore(left, 10_000, new Sight(PresenceState.ONLINE, 5_000, true));
        assertThat(devices.isNews(ALICE, 10_000)).isFalse();
        syncs(PHONE, PresenceState.UNAVAILABLE, 11);
        assertThat(at(12)).isEqualTo(PresenceState.ONLINE);

        assertThat(at(41)).isEqualTo(PresenceState.UNAVAILABLE);
    }
}
