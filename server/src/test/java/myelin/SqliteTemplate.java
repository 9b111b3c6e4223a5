package myelin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import myelin.config.DatabaseConfig;
import myelin.config.DatabaseConfig.Synchronous;
import myelin.schema.Migrations;

/// A migrated SQLite file, made once for all tests of a JVM, and its copies.
final class SqliteTemplate {
    private static final Path FILE = make();

    private SqliteTemplate() {}

    /// A copy in a folder of its own.
    record Copy(Path folder) {
        DatabaseConfig config() {
            return new DatabaseConfig.Sqlite(folder.resolve("test.db"), Synchronous.OFF);
        }

        void remove() {
            removeAll(folder);
        }
    }

    static Copy copy() {
        try {
            Path folder = Files.createTempDirectory("myelin-test");
            Files.copy(FILE, folder.resolve("test.db"));
            return new Copy(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path make() {
        try {
            Path folder = Files.createTempDirectory("myelin-template");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> removeAll(folder)));
            Path file = folder.resolve("template.db");
            Migrations.opened(new DatabaseConfig.Sqlite(file, Synchronous.OFF)).close();
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void removeAll(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
