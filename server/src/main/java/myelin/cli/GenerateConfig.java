package myelin.cli;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import myelin.config.ConfigReader;
import myelin.config.KeysConfig;
import myelin.core.id.ServerName;
import myelin.options.Reading;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `myelin generate-config`.
@Command(
        name = "generate-config",
        description = {
            "Makes a configuration, its signing key and its logging file.",
            "What exists is kept: then only what is missing is made."
        })
final class GenerateConfig implements Callable<Integer> {
    private static final int PORT = 8008;

    private final Terminal terminal;

    @Option(
            names = {"-H", "--server-name"},
            required = true,
            paramLabel = "NAME",
            description = "Domain of all user and room ids, e.g. example.org. It can never change.")
    private String serverName = "";

    @Option(
            names = "--report-stats",
            required = true,
            paramLabel = "yes|no",
            description = "Whether to report some numbers about the server, e.g. of its users.")
    private YesOrNo reportStats = YesOrNo.NO;

    @Option(
            names = {"-c", "--config-path", "--config"},
            defaultValue = ConfigPaths.DEFAULT,
            paramLabel = "FILE",
            description = "The configuration file to make. Default: ${DEFAULT-VALUE}")
    private Path config = Path.of(ConfigPaths.DEFAULT);

    @Option(
            names = "--config-dir",
            paramLabel = "DIR",
            description =
                    "Where the signing key and the logging file go; by default beside the configuration.")
    private @Nullable Path configDir;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the database goes; by default the working directory.")
    private Path dataDir = Path.of("");

    @Option(
            names = "--open-private-ports",
            description = "Listen at all addresses and not just for this machine.")
    private boolean openPrivatePorts;

    GenerateConfig(Terminal terminal) {
        this.terminal = terminal;
    }

    /// The answers that `--report-stats` takes.
    enum YesOrNo {
        YES,
        NO;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        if (ServerName.tryParse(serverName).isEmpty()) {
            throw new CommandFailed(
                    "\"" + serverName + "\" is no server name: it must be like example.org.");
        }
        if (NewFile.write(config, text())) {
            terminal.out().println("Made the configuration " + config.toAbsolutePath().normalize());
        } else {
            terminal.out().println("Kept the configuration " + config.toAbsolutePath().normalize());
        }
        makeMissingFiles();
        return ExitCode.OK;
    }

    /// Of the configuration as it is now, which may be an old one.
    private void makeMissingFiles() {
        Reading reading = Reading.of(List.of(config));
        Section root = reading.root();
        Path key = KeysConfig.file(root, ConfigReader.directory(List.of(config)));
        Path log = root.optionalPath("log_config");
        boolean inLine = root.has("signing_key");
        reading.finish();
        if (!inLine) {
            GenerateKeys.generate(key, terminal);
        }
        if (log != null) {
            boolean made =
                    NewFile.write(log, GeneratedText.logging(data().resolve("homeserver.log")));
            terminal.out()
                    .println((made ? "Made the logging file " : "Kept the logging file ") + log);
        }
    }

    private Path data() {
        return dataDir.toAbsolutePath().normalize();
    }

    private String text() {
        Path beside = config.toAbsolutePath().normalize().getParent();
        Path directory = configDir == null ? beside : configDir.toAbsolutePath().normalize();
        return GeneratedText.configuration(
                serverName,
                directory == null ? data() : directory,
                data(),
                GeneratedText.listener(PORT, addresses()),
                reportStats == YesOrNo.YES);
    }

    private List<String> addresses() {
        if (openPrivatePorts) {
            return List.of("::", "0.0.0.0");
        }
        return hasIpv6() ? List.of("::1", "127.0.0.1") : List.of("127.0.0.1");
    }

    /// Many containers have no IPv6, and a listener that cannot be opened ends the start.
    private static boolean hasIpv6() {
        try (var _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return true;
        } catch (java.io.IOException _) {
            return false;
        }
    }
}
