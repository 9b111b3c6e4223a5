package myelin.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonObject;

/// One JSON object a line, with the keys of Synapse's formatters.
///
/// @param withTime whether `time` is in it, in seconds since 1970
record JsonFormat(boolean withTime) implements LineFormat {

    @Override
    public String format(ILoggingEvent event) {
        var line =
                JsonObject.builder()
                        .put("log", event.getFormattedMessage())
                        .put("namespace", event.getLoggerName())
                        .put("level", PythonFormat.level(event.getLevel()))
                        .put("request", RequestScope.id("-"));
        if (withTime) {
            long hundredths = event.getTimeStamp() / 10;
            line.put(
                    "time",
                    new JsonDecimal(
                            hundredths / 100
                                    + "."
                                    + (hundredths % 100 < 10 ? "0" : "")
                                    + hundredths % 100));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.put("exc_type", thrown.getClassName())
                    .put("exc_value", String.valueOf(thrown.getMessage()));
        }
        return line.build() + "\n";
    }
}
