package myelin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The option `-c`, which most commands have.
final class ConfigPaths {
    static final String DEFAULT = "homeserver.yaml";

    /// All names of the option.
    static final List<String> NAMES = List.of("-c", "--config-path", "--config");

    @Option(
            names = {"-c", "--config-path", "--config"},
            paramLabel = "PATH",
            defaultValue = DEFAULT,
            description = {
                "A configuration file, or a folder whose *.yaml are read.",
                "Repeatable: a later one replaces top-level keys of an earlier one. Default: ${DEFAULT-VALUE}"
            })
    private List<Path> paths = new ArrayList<>();

    List<Path> paths() {
        return paths;
    }
}
