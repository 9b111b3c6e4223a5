package myelin.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.PrintStream;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Logback's side of a [LogOutput]. Called by all threads that log; what it writes to is safe for them.
final class LogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final LogOutput handler;
    private final @Nullable LogFile file;

    LogAppender(LogOutput handler, InstantSource clock) {
        this.handler = handler;
        this.file =
                handler.target() instanceof LogOutput.File(var path, var rotation)
                        ? new LogFile(path, rotation, clock.instant())
                        : null;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(handler.level())) {
            return;
        }
        switch (handler.target()) {
            case LogOutput.Nowhere() -> {}
            case LogOutput.Console(boolean error) -> print(error ? System.err : System.out, event);
            case LogOutput.File _ -> {
                if (file != null) {
                    file.write(handler.format().format(event), event.getInstant());
                }
            }
        }
    }

    private void print(PrintStream stream, ILoggingEvent event) {
        stream.print(handler.format().format(event));
    }

    @Override
    public void stop() {
        super.stop();
        if (file != null) {
            file.close();
        }
    }
}
