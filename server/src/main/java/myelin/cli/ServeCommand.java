package myelin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `myelin serve`, when it is called with anything but `-c`.
@Command(
        name = "serve",
        description = {
            "Runs the server in the foreground, and says in one line when it listens.",
            "SIGHUP: reads the certificate and the logging file again. SIGTERM: ends it gently."
        })
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ConfigPaths config = new ConfigPaths();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return Serve.run(config.paths(), terminal);
    }
}
