package myelin.cli;

import java.util.List;
import java.util.concurrent.Callable;
import myelin.config.ConfigReader;
import myelin.options.Effective;
import myelin.options.Reading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `myelin config`.
@Command(
        name = "config",
        description = "Checks and shows the configuration.",
        subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class})
final class ConfigCommand {

    /// `myelin config check`.
    @Command(
            name = "check",
            description = {
                "Says everything that is wrong with the configuration, with file, line and option,",
                "and what has no effect. It changes nothing."
            })
    static final class Check implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private ConfigPaths config = new ConfigPaths();

        @Option(
                names = "--strict",
                description =
                        "Warnings count as problems, too: unknown keys, old names, options without effect.")
        private boolean strict;

        Check(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ConfigReader.Loaded loaded = ConfigReader.read(config.paths());
            LogFiles.read(loaded.config().server().logConfig());
            List<String> warnings = loaded.warnings();
            warnings.forEach(terminal.err()::println);
            if (strict && !warnings.isEmpty()) {
                return ExitCode.BAD_CONFIG;
            }
            terminal.out()
                    .println(
                            "The configuration of "
                                    + loaded.config().server().serverName()
                                    + " is good.");
            return ExitCode.OK;
        }
    }

    /// `myelin config show`.
    @Command(
            name = "show",
            description = {
                "Shows the value of each option that is set or works, and where it comes from.",
                "Secrets are hidden."
            })
    static final class Show implements Callable<Integer> {
        private static final int MAX_COLUMN = 60;

        private final Terminal terminal;

        @Mixin private ConfigPaths config = new ConfigPaths();

        @Option(names = "--set", description = "Only options that are set.")
        private boolean onlySet;

        @Parameters(
                arity = "0..*",
                paramLabel = "OPTION",
                description = "Only these, and what is in them, e.g. listeners or rc_login.")
        private List<String> names = List.of();

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Reading reading = ConfigReader.read(config.paths()).reading();
            List<Effective> shown = reading.effective().stream().filter(this::isWanted).toList();
            int column =
                    shown.stream()
                            .mapToInt(effective -> line(effective).length())
                            .filter(length -> length < MAX_COLUMN)
                            .max()
                            .orElse(0);
            for (Effective effective : shown) {
                String line = line(effective);
                terminal.out()
                        .println(
                                line
                                        + " ".repeat(Math.max(0, column - line.length()))
                                        + "  # "
                                        + effective.origin());
            }
            return ExitCode.OK;
        }

        private boolean isWanted(Effective effective) {
            return !(onlySet && effective.origin().equals("default"))
                    && (names.isEmpty()
                            || names.stream().anyMatch(name -> isIn(effective.path(), name)));
        }

        private static boolean isIn(String path, String name) {
            return path.equals(name) || path.startsWith(name + ".") || path.startsWith(name + "[");
        }

        private static String line(Effective effective) {
            return effective.path() + ": " + effective.value();
        }
    }
}
