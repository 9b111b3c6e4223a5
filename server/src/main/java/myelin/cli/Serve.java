package myelin.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import myelin.Homeserver;
import myelin.concurrent.Signals;
import myelin.concurrent.SystemTime;
import myelin.config.Config;
import myelin.config.ConfigReader;
import myelin.observe.BadLogConfig;
import myelin.observe.Logging;
import myelin.options.InvalidConfig;
import myelin.sql.DatabaseRefused;
import myelin.web.CannotListen;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the server until it is told to end. Signals come in threads of their own: SIGHUP reads the
/// certificate and the logging file again, SIGTERM and SIGINT end it.
public final class Serve {
    private static final Logger log = LoggerFactory.getLogger(Serve.class);

    private final List<Path> paths;
    private final Config config;
    private final Logging logging = new Logging(SystemTime.clock());
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile @Nullable Homeserver server;

    private Serve(List<Path> paths, Config config) {
        this.paths = paths;
        this.config = config;
    }

    /// The files of a command line that is `serve` with nothing but `-c`. Such a call need not wait until all
    /// commands have been described to the parser of command lines, which takes longer than to read the
    /// configuration.
    public static Optional<List<Path>> plain(String... arguments) {
        if (arguments.length < 3 || arguments.length % 2 == 0 || !arguments[0].equals("serve")) {
            return Optional.empty();
        }
        var paths = new ArrayList<Path>();
        for (int i = 1; i < arguments.length; i += 2) {
            if (!ConfigPaths.NAMES.contains(arguments[i])) {
                return Optional.empty();
            }
            paths.add(Path.of(arguments[i + 1]));
        }
        return Optional.of(paths);
    }

    /// Runs the server.
    ///
    /// @return the exit code, when it has ended
    public static int run(List<Path> paths, Terminal terminal) {
        try {
            ConfigReader.Loaded loaded = ConfigReader.read(paths);
            new Serve(paths, loaded.config()).untilToldToEnd(loaded.warnings(), terminal);
            return ExitCode.OK;
        } catch (InvalidConfig | BadLogConfig | CommandFailed e) {
            return Failure.tell(e, terminal);
        } catch (DatabaseRefused | CannotListen | IOException e) {
            terminal.err().println(e.getMessage());
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        } catch (RuntimeException bug) {
            // Flying on would leave the threads that have started, and a process that serves
            // nobody.
            bug.printStackTrace(terminal.err());
            return ExitCode.FAILED;
        }
    }

    private void untilToldToEnd(List<String> warnings, Terminal terminal)
            throws IOException, InterruptedException {
        Signals.on("HUP", this::reload);
        Signals.on("TERM", end::countDown);
        Signals.on("INT", end::countDown);
        try (logging;
                var _ = new PidFile(config.server().pidFile())) {
            logging.apply(LogFiles.read(config.server().logConfig()));
            warnings.forEach(log::warn);
            try (var homeserver =
                    new Homeserver(config, SystemTime.clock(), VersionCommand.version())) {
                homeserver.start();
                server = homeserver;
                announce(homeserver, terminal);
                end.await();
                log.info("ending");
            }
        }
    }

    private void announce(Homeserver homeserver, Terminal terminal) {
        List<String> addresses = homeserver.addresses();
        String where =
                addresses.isEmpty() ? "nowhere: listeners is empty" : String.join(", ", addresses);
        log.info(
                "serving {} at {} version={} database={}",
                config.server().serverName(),
                where,
                VersionCommand.version(),
                config.database());
        if (homeserver.isEmpty()) {
            log.info(
                    "nobody has an account yet; to make the first: myelin register-user -c {} --admin -u NAME",
                    paths.getFirst());
        }
        terminal.out().println("Serving " + config.server().serverName() + " at " + where);
    }

    /// What cannot be read again stays as it was.
    private void reload() {
        try {
            logging.apply(LogFiles.read(config.server().logConfig()));
            log.info("logging reloaded");
        } catch (InvalidConfig | BadLogConfig e) {
            log.error("logging not reloaded: {}", e.getMessage());
        }
        Homeserver running = server;
        if (running != null) {
            try {
                running.reloadCertificates();
            } catch (IOException e) {
                log.error("certificate not reloaded: {}", e.getMessage());
            }
        }
    }
}
