package myelin.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import myelin.core.crypto.SigningKey;
import myelin.crypto.RandomText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `myelin generate-signing-key`.
@Command(
        name = "generate-signing-key",
        description = "Makes a new key with which a server signs its events.")
final class GenerateSigningKey implements Callable<Integer> {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int VERSION_LETTERS = 4;

    private final Terminal terminal;

    @Option(
            names = {"-o", "--output-file", "--output_file"},
            paramLabel = "FILE",
            description =
                    "Where to write it, a file that does not exist yet; without it, or for -, it is printed.")
    private @Nullable Path file;

    GenerateSigningKey(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String line = newKey();
        if (file == null || file.toString().equals("-")) {
            terminal.out().println(line);
            return ExitCode.OK;
        }
        if (!NewFile.write(file, line + "\n")) {
            throw new CommandFailed(file + " exists already; a signing key is never overwritten.");
        }
        return ExitCode.OK;
    }

    /// A line of a key file, with a version like `a_AbCd`.
    static String newKey() {
        String version = "a_" + RandomText.ofLetters(LETTERS, VERSION_LETTERS);
        return SigningKey.generate(version, new SecureRandom()).toLine();
    }
}
