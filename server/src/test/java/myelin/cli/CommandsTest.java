package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What all commands have in common.
class CommandsTest {
    private final TestTerminal terminal = new TestTerminal();

    @Test
    void withoutACommandThereIsHelp() {
        assertThat(Commands.run(terminal)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.complaints())
                .contains("generate-config", "register-user", "Exit codes");
    }

    @Test
    void aCommandThatOnlyHasOthersShowsItsHelp() {
        assertThat(Commands.run(terminal, "database")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.complaints()).contains("status", "migrate");
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : new String[] {"register-user", "config", "generate-config"}) {
            assertThat(Commands.run(terminal, command, "--help")).isEqualTo(ExitCode.OK);
        }
        assertThat(Commands.run(terminal, "config", "show", "--help")).isEqualTo(ExitCode.OK);
        assertThat(Commands.run(terminal, "help", "hash-password")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed()).contains("Secrets are hidden");
    }

    @Test
    void anUnknownOptionIsAnErrorOfUsage() {
        assertThat(Commands.run(terminal, "version", "--loud")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.complaints()).contains("--loud");
    }

    @Test
    void theVersionIsACommandAndAnOption() {
        assertThat(Commands.run(terminal, "version")).isEqualTo(ExitCode.OK);
        assertThat(Commands.run(terminal, "--version")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("Myelin "));
    }

    @Test
    void shellsCanCompleteCommands() {
        assertThat(Commands.run(terminal, "generate-completion")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed()).contains("complete -F", "register-user");
    }
}
