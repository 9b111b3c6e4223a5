package myelin.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Logback's side of a [LogOutput]. Called by all threads that log; what it writes to is safe for them.
final class LogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /// The streams of the process themselves: a line is one write, and UTF-8 whatever the locale.
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private static final OutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private final LogOutput output;
    private final @Nullable LogFile file;

    LogAppender(LogOutput output, InstantSource clock) {
        this.output = output;
        this.file =
                output.target() instanceof LogOutput.File(var path, var rotation)
                        ? new LogFile(path, rotation, clock.instant())
                        : null;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(output.level())) {
            return;
        }
        switch (output.target()) {
            case LogOutput.Nowhere() -> {}
            case LogOutput.Console(boolean error) -> print(error ? ERR : OUT, event);
            case LogOutput.File _ -> {
                if (file != null) {
                    file.write(output.format().format(event), event.getInstant());
                }
            }
        }
    }

    private void print(OutputStream stream, ILoggingEvent event) {
        try {
            stream.write(output.format().format(event).getBytes(UTF_8));
        } catch (IOException e) {
            addError("cannot write to the console", e);
        }
    }

    @Override
    public void stop() {
        super.stop();
        if (file != null) {
            file.close();
        }
    }
}
