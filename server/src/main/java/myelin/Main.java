package myelin;

import myelin.cli.Commands;
import myelin.cli.SystemTerminal;

/// The program: `myelin <command>`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Commands.run(new SystemTerminal(), arguments));
    }
}
