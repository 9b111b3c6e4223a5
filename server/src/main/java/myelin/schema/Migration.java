package myelin.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import myelin.sql.Dialect;

/// One step in the history of the tables: a file `db/NNNN-name.sql`.
///
/// Lines which begin `-- sqlite:` or `-- postgres:` are taken by that database only. A line
/// `-- compatible-from: N` says that programs since version N can work with the tables after this step; without
/// it only programs which know the step can.
///
/// @param version the number in the file's name
/// @param name the file's name without number and ending
/// @param text the file
/// @param compatibleFrom the oldest program that can work with the result
record Migration(long version, String name, String text, long compatibleFrom) {
    private static final String FOLDER = "db/";
    private static final Pattern FILE = Pattern.compile("(\\d{4})-([a-z0-9-]+)\\.sql");
    private static final Pattern COMPATIBLE_FROM =
            Pattern.compile("(?m)^-- compatible-from: (\\d+)$");

    /// @param file the name, as `0001-platform.sql`
    static Migration of(String file, String text) {
        Matcher parts = FILE.matcher(file);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not the name of a migration: " + file);
        }
        long version = Long.parseLong(parts.group(1));
        Matcher floor = COMPATIBLE_FROM.matcher(text);
        long compatibleFrom = floor.find() ? Long.parseLong(floor.group(1)) : version;
        return new Migration(version, parts.group(2), text, compatibleFrom);
    }

    /// What `dialect` is to run of a script in which some lines are for one database only.
    static String forDialect(String script, Dialect dialect) {
        return script.replaceAll("(?m)^(\\s*)-- " + dialect.name() + ":", "$1");
    }

    /// All steps this program knows, oldest first.
    static List<Migration> all() {
        return Known.ALL;
    }

    /// Read once, when first asked for.
    private static final class Known {
        private static final List<Migration> ALL = load();

        private static List<Migration> load() {
            List<Migration> migrations = new ArrayList<>();
            for (String file : files()) {
                migrations.add(of(file, text(file)));
            }
            for (int i = 1; i < migrations.size(); i++) {
                if (migrations.get(i).version() == migrations.get(i - 1).version()) {
                    throw new IllegalStateException(
                            "two migrations have the number " + migrations.get(i).version());
                }
            }
            return List.copyOf(migrations);
        }

        private static List<String> files() {
            URL folder = Migration.class.getClassLoader().getResource(FOLDER);
            if (folder == null) {
                throw new IllegalStateException("the program has no migrations");
            }
            try {
                return names(folder).stream()
                        .filter(name -> name.endsWith(".sql"))
                        .sorted()
                        .toList();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static List<String> names(URL folder) throws IOException {
            if (folder.openConnection() instanceof JarURLConnection jar) {
                return jar.getJarFile().stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(FOLDER))
                        .map(name -> name.substring(FOLDER.length()))
                        .toList();
            }
            try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                return files.map(file -> file.getFileName().toString()).toList();
            } catch (URISyntaxException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static String text(String file) {
            try (InputStream in =
                    Migration.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
                if (in == null) {
                    throw new IllegalStateException("migration vanished: " + file);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
