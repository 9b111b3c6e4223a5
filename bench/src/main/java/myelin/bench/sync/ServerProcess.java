package myelin.bench.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./myelin` in a process of its own, on SQLite, as the load generator starts it. Reads what it takes from `/proc`.
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final double QUIET_SECONDS = 0.05;
    private static final double TICKS_PER_SECOND = 100;
    private static final int HEAP_STEPS = 4;
    private static final int USER_TICKS = 11;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern CLASS =
            Pattern.compile("(?m)^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(.+)$");

    private final Path folder;
    private final int port;
    private Process process;

    /// @param folder for its files
    ServerProcess(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        process = start();
    }

    private Process start() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("acceptance/bench/myelin", folder.toString(), "" + port)
                        .inheritIO();
        builder.environment()
                .putAll(
                        Map.of(
                                "DB", "sqlite",
                                "MXBENCH_SERVER_NAME", "localhost",
                                "MXBENCH_SECRET", "secret",
                                "MXBENCH_BCRYPT", "4"));
        Process started = builder.start();
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try (ParkedClient client = connect("")) {
                client.send("GET", "/_matrix/client/versions", null);
                return started;
            } catch (UncheckedIOException early) {
                if (!started.isAlive() || System.nanoTime() > deadline) {
                    throw early;
                }
                Thread.sleep(LOOK);
            }
        }
    }

    /// Opens a connection.
    ///
    /// @param token an access token, empty for nobody
    ParkedClient connect(String token) {
        return new ParkedClient(port, token);
    }

    void restart() throws IOException, InterruptedException {
        close();
        process = start();
    }

    /// Waits until it does nearly nothing.
    void settle() throws IOException, InterruptedException {
        double before = -1;
        double now = cpuSeconds();
        while (now - before > QUIET_SECONDS) {
            Thread.sleep(LOOK);
            before = now;
            now = cpuSeconds();
        }
    }

    /// Has it collect its garbage, and waits until it has. The heap shrinks in four steps.
    void collect() throws IOException, InterruptedException {
        for (int step = 0; step < HEAP_STEPS; step++) {
            jcmd("GC.run");
        }
        settle();
    }

    /// The live bytes of each class.
    Map<String, Long> bytesByClass() throws IOException, InterruptedException {
        Map<String, Long> bytes = new HashMap<>();
        Matcher line = CLASS.matcher(jcmd("GC.class_histogram"));
        while (line.find()) {
            bytes.merge(line.group(2).strip(), Long.parseLong(line.group(1)), Long::sum);
        }
        return bytes;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Path java = Path.of(process.info().command().orElseThrow());
        Process asked =
                new ProcessBuilder(
                                java.resolveSibling("jcmd").toString(), "" + process.pid(), command)
                        .redirectErrorStream(true)
                        .start();
        String answer = asked.inputReader().readAllAsString();
        asked.waitFor();
        return answer;
    }

    long residentKb() throws IOException {
        Matcher line = RESIDENT.matcher(Files.readString(file("status")));
        if (!line.find()) {
            throw new IOException("no VmRSS in " + file("status"));
        }
        return Long.parseLong(line.group(1));
    }

    /// The processor time that it has taken.
    double cpuSeconds() throws IOException {
        String stat = Files.readString(file("stat"));
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return (Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(USER_TICKS + 1)))
                / TICKS_PER_SECOND;
    }

    private Path file(String name) {
        return Path.of("/proc", "" + process.pid(), name);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
