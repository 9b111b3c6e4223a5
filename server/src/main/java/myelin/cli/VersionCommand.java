package myelin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// `myelin version`.
@Command(name = "version", description = "Shows which Myelin this is.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().println(text());
        return ExitCode.OK;
    }

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    private static String text() {
        return "Myelin " + version() + ", Java " + Runtime.version();
    }

    /// The version in the jar's manifest; classes that are run from a folder have none.
    static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
