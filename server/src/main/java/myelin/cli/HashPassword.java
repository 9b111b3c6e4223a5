package myelin.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import myelin.config.people.PasswordConfig;
import myelin.options.Reading;
import myelin.users.Passwords;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `myelin hash-password`.
@Command(
        name = "hash-password",
        description = {
            "Shows the hash of a password, as the database keeps it.",
            "With -c the pepper and the cost are those of the configuration."
        })
final class HashPassword implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = {"-p", "--password"},
            paramLabel = "PASSWORD",
            description = "The password; without it, it is asked for.")
    private @Nullable String password;

    @Option(
            names = {"-c", "--config-path", "--config"},
            paramLabel = "PATH",
            description = "A configuration file or folder; repeatable.")
    private List<Path> config = List.of();

    @Option(
            names = {"-r", "--rounds"},
            paramLabel = "NUMBER",
            description = "The cost, instead of bcrypt_rounds.")
    private @Nullable Integer rounds;

    HashPassword(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String text = password == null ? terminal.askNewPassword() : password;
        Reading reading = config.isEmpty() ? Reading.of("command line", "") : Reading.of(config);
        PasswordConfig passwords = PasswordConfig.read(reading.root());
        reading.finish();
        terminal.out().println(new Passwords(withRounds(passwords)).hash(text));
        return ExitCode.OK;
    }

    private PasswordConfig withRounds(PasswordConfig passwords) {
        try {
            return rounds == null ? passwords : passwords.withRounds(rounds);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("--rounds: " + e.getMessage());
        }
    }
}
