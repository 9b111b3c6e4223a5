package myelin.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files of this repository, wherever the tests are started from.
public final class Repository {
    /// The directory which holds all modules.
    public static final Path ROOT = root();

    private Repository() {}

    /// A file by its path from the root.
    public static Path file(String path) {
        return ROOT.resolve(path);
    }

    /// The lines of a file by its path from the root.
    public static List<String> lines(String path) {
        try {
            return Files.readAllLines(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All files below a directory whose name ends so, sorted; none when there is no such directory.
    public static List<Path> files(String directory, String ending) {
        Path start = file(directory);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(start)) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> path.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("docs/packages.md"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("docs/packages.md was not found above the tests");
        }
        return at;
    }
}
