package myelin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import myelin.config.ConfigReader;
import myelin.config.KeysConfig;
import myelin.options.Reading;
import myelin.options.Section;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `myelin generate-keys`.
@Command(
        name = "generate-keys",
        description = "Makes the signing key that a configuration names, unless it exists.")
final class GenerateKeys implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ConfigPaths config = new ConfigPaths();

    GenerateKeys(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Reading reading = Reading.of(config.paths());
        Section root = reading.root();
        boolean inLine = root.has("signing_key");
        Path path = KeysConfig.file(root, ConfigReader.directory(config.paths()));
        reading.finish();
        if (inLine) {
            terminal.out().println("The configuration has the key itself: signing_key.");
            return ExitCode.OK;
        }
        generate(path, terminal);
        return ExitCode.OK;
    }

    /// Makes the key unless it exists, and says which of both.
    static void generate(Path path, Terminal terminal) {
        boolean made = NewFile.write(path, GenerateSigningKey.newKey() + "\n");
        terminal.out()
                .println(made ? "Made the signing key " + path : "Kept the signing key " + path);
    }
}
