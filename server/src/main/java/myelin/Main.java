package myelin;

import myelin.cli.Commands;
import myelin.cli.Serve;
import myelin.cli.SystemTerminal;

/// The program: `myelin <command>`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var terminal = new SystemTerminal();
        int code =
                Serve.plain(arguments)
                        .map(paths -> Serve.run(paths, terminal))
                        .orElseGet(() -> Commands.run(terminal, arguments));
        System.exit(code);
    }
}
