package myelin.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Signals of the operating system.
class SignalsTest {

    @Test
    void aSignalCallsItsAction() throws IOException, InterruptedException {
        var called = new CountDownLatch(1);

        assertThat(Signals.on("HUP", called::countDown)).isTrue();
        new ProcessBuilder("kill", "-HUP", String.valueOf(ProcessHandle.current().pid())).start();

        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anUnknownSignalIsSaidToBeUnknown() {
        assertThat(Signals.on("NONSENSE", () -> {})).isFalse();
    }
}
