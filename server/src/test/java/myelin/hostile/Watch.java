package myelin.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import myelin.TestServer;
import myelin.core.json.Json;
import myelin.core.json.JsonParser;
import myelin.core.json.NotJson;
import myelin.http.Request;
import myelin.http.Response;
import org.slf4j.LoggerFactory;

/// Sends requests and notes what must not be: failures, hangs, answers that are no errors of Matrix, stack traces in the
/// log. Of one kind of problem it keeps the first.
final class Watch implements AutoCloseable {
    private static final int PATIENCE_S = 30;
    private static final int SHOWN = 300;

    private final TestServer server;
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<ILoggingEvent> logged = new ConcurrentLinkedQueue<>();
    private String last = "";
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    if (event.getLevel().isGreaterOrEqual(Level.ERROR)
                            || event.getThrowableProxy() != null) {
                        logged.add(event);
                    }
                }
            };

    Watch(TestServer server) {
        this.server = server;
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    /// What was found, by what it is.
    Map<String, String> problems() {
        return problems;
    }

    /// How often which status was answered.
    Map<Integer, Integer> answers() {
        return answers;
    }

    /// Sends it, and looks at what comes of it.
    ///
    /// @param what for people
    /// @return the status of the answer; 0: there was none
    int send(Request request, String what) {
        FutureTask<Response> task =
                new FutureTask<>(() -> server.homeserver().dispatcher().dispatch(request));
        Thread thread = Thread.startVirtualThread(task);
        try {
            Response response = task.get(PATIENCE_S, TimeUnit.SECONDS);
            answers.merge(response.status(), 1, Integer::sum);
            Optional<String> trace = trace();
            if (response.status() >= 500 || trace.isPresent()) {
                note(response.status() + " " + trace.orElse(""), what);
            }
            last = what + " → " + response.status() + " " + body(response);
            checkError(response, what);
            return response.status();
        } catch (TimeoutException hanging) {
            note("hangs at " + List.of(thread.getStackTrace()), what);
            thread.interrupt();
            return 0;
        } catch (InterruptedException | ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// The last request for people, and what was answered.
    String last() {
        return last;
    }

    private static String body(Response response) {
        return response.body() instanceof Response.Body.Bytes(var bytes)
                ? new String(bytes, 0, Math.min(bytes.length, SHOWN), UTF_8)
                : "";
    }

    private void checkError(Response response, String what) {
        if (response.status() < 400
                || !(response.body() instanceof Response.Body.Bytes(var bytes))) {
            return;
        }
        String kind = response.header("Content-Type").orElse("");
        if (kind.startsWith("text/html")) {
            return;
        }
        try {
            Json error = JsonParser.parse(bytes);
            boolean whole = error.toString().contains("errcode") || response.status() == 401;
            if (!whole) {
                note(response.status() + " without errcode", what);
            }
        } catch (NotJson e) {
            note(response.status() + " not JSON: " + new String(bytes, UTF_8), what);
        }
    }

    /// What was thrown, and where, as far as the log tells.
    private Optional<String> trace() {
        List<String> traces = new ArrayList<>();
        for (ILoggingEvent event = logged.poll(); event != null; event = logged.poll()) {
            StringBuilder text = new StringBuilder(event.getMessage());
            for (IThrowableProxy thrown = event.getThrowableProxy();
                    thrown != null;
                    thrown = thrown.getCause()) {
                text.append(" < ").append(thrown.getClassName()).append(": ");
                text.append(thrown.getMessage()).append(frames(thrown));
            }
            traces.add(text.toString());
        }
        return traces.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", traces));
    }

    private static List<String> frames(IThrowableProxy thrown) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElementProxy frame : thrown.getStackTraceElementProxyArray()) {
            String text = frame.getStackTraceElement().toString();
            if (text.startsWith("myelin.") && frames.size() < 5) {
                frames.add(text);
            }
        }
        return frames;
    }

    private void note(String problem, String what) {
        // One kind: what was thrown differs in values only.
        String kind = problem.replaceAll("[0-9]{4,}|\"[^\"]*\"", "…");
        problems.putIfAbsent(kind.substring(0, Math.min(kind.length(), 900)), what);
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
