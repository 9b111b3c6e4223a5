package myelin.cli;

import java.nio.file.Path;
import myelin.observe.LogConfig;
import myelin.options.YamlFile;
import org.jspecify.annotations.Nullable;

/// The file that `log_config` names.
final class LogFiles {
    private LogFiles() {}

    /// What it says; the console when there is none.
    ///
    /// @throws myelin.options.InvalidConfig when it cannot be read
    /// @throws myelin.observe.BadLogConfig when it asks for what is not there
    static LogConfig read(@Nullable Path file) {
        return file == null ? LogConfig.console() : LogConfig.parse(YamlFile.json(file));
    }
}
