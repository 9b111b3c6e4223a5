package myelin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The file that tells others the id of this process, as long as it runs.
final class PidFile implements AutoCloseable {
    private final @Nullable Path path;
    private final String own = String.valueOf(ProcessHandle.current().pid());

    /// Writes the file; an old one is replaced.
    ///
    /// @param path null for none
    /// @throws CommandFailed when it cannot be written, or names a server that runs
    PidFile(@Nullable Path path) {
        this.path = path;
        if (path == null) {
            return;
        }
        runningProcess(path)
                .ifPresent(pid -> {
                    throw new CommandFailed(
                            "A server is running already, as process " + pid + " (" + path + ").");
                });
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(path, own + "\n", UTF_8);
        } catch (IOException e) {
            throw new CommandFailed("pid_file " + path + " cannot be written: " + e.getMessage());
        }
    }

    /// The process that wrote the file, if it still is a Java program and not this one: ids are used again.
    private Optional<Long> runningProcess(Path path) {
        return content(path)
                .filter(text -> text.matches("\\d{1,18}") && !text.equals(own))
                .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .map(ProcessHandle::pid);
    }

    private static Optional<String> content(Path path) {
        try {
            return Optional.of(Files.readString(path, UTF_8).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Deletes the file, unless another process has replaced it.
    @Override
    public void close() {
        if (path == null || content(path).filter(own::equals).isEmpty()) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // A file that stays names a process that is gone, and the next start replaces it.
        }
    }
}
