package myelin.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The rules of the house which must be read from sources: sizes, null-safety of packages, tests that
/// are not run, and numbers of decisions.
final class SourceTest {
    private static final int LONG_CLASS = 400;
    private static final int TOO_LONG_CLASS = 700;
    private static final int LONGEST_METHOD = 60;
    private static final int MOST_PARAMETERS = 7;
    private static final int MOST_CLASSES = 25;

    private static final List<String> MODULES = List.of("core", "server");
    private static final List<Source> SOURCES = sources();

    /// Of exceptions only those which are needed; see the head of `sizes-allowed.txt`.
    @Test
    void nothingIsTooLarge() {
        SizesAllowed allowed = SizesAllowed.read();
        List<String> tooLarge = new ArrayList<>();
        Set<String> large = new HashSet<>();
        for (Size size : sizes()) {
            if (size.value() > size.usual()) {
                large.add(size.kind() + " " + size.name());
            }
            if (size.value() > allowed.limit(size.kind(), size.name(), size.usual())) {
                tooLarge.add(
                        "%s %s: %d, at most %d"
                                .formatted(size.kind(), size.name(), size.value(), size.usual()));
            }
        }
        assertThat(tooLarge)
                .as("split them; a good reason to stay so goes to " + SizesAllowed.FILE)
                .isEmpty();
        assertThat(allowed.outdated(large))
                .as("no longer needed in " + SizesAllowed.FILE)
                .isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> wrong = new ArrayList<>();
        for (String directory : directories()) {
            Path info = Repository.file(directory).resolve("package-info.java");
            String text = Files.exists(info) ? read(info) : "";
            if (!text.contains("@NullMarked") || !text.startsWith("///")) {
                wrong.add(directory);
            }
        }
        assertThat(wrong)
                .as("packages whose package-info.java lacks @NullMarked or a sentence about them")
                .isEmpty();
    }

    @Test
    void noTestIsSkippedAndNoneSleeps() {
        Pattern skipping =
                Pattern.compile(
                        "@(Disabled|Ignore|Enabled)\\w*|\\bassum(e|ing)(True|False|That)\\("
                                + "|Assumptions?\\.|Thread\\.sleep\\(|TestAbortedException");
        List<String> wrong = new ArrayList<>();
        for (String module : List.of("core", "server", "acceptance")) {
            for (Path file : Repository.files(module + "/src/test/java", ".java")) {
                if (file.getFileName().toString().equals("SourceTest.java")) {
                    continue;
                }
                Matcher found = skipping.matcher(read(file));
                while (found.find()) {
                    wrong.add(Repository.ROOT.relativize(file) + ": " + found.group());
                }
            }
        }
        assertThat(wrong)
                .as("a test runs, or it is deleted; it waits for what it waits for")
                .isEmpty();
    }

    @Test
    void decisionsAreNumberedWithoutGaps() {
        List<Integer> numbers =
                Repository.files("docs/adr", ".md").stream()
                        .map(path -> path.getFileName().toString())
                        .filter(name -> name.matches("\\d{4}-.+\\.md"))
                        .map(name -> Integer.valueOf(name.substring(0, 4)))
                        .sorted()
                        .toList();
        assertThat(numbers)
                .as("numbers of docs/adr")
                .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    private record Size(String kind, String name, int value, int usual) {}

    private static List<Size> sizes() {
        List<Size> sizes = new ArrayList<>();
        Map<String, Integer> classes = new TreeMap<>();
        for (Source source : SOURCES) {
            sizes.add(new Size("class", source.name(), source.lines(), TOO_LONG_CLASS));
            classes.merge(source.packageName(), 1, Integer::sum);
            if (source.lines() > LONG_CLASS) {
                System.out.println(source.name() + " has " + source.lines() + " lines: split soon");
            }
            for (Source.Method method : source.methods()) {
                String name = source.name() + "#" + method.name();
                sizes.add(new Size("method", name, method.lines(), LONGEST_METHOD));
                sizes.add(new Size("parameters", name, method.parameters(), MOST_PARAMETERS));
            }
        }
        classes.forEach(
                (name, number) -> sizes.add(new Size("package", name, number, MOST_CLASSES)));
        return sizes;
    }

    private static List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        for (String module : MODULES) {
            String directory = module + "/src/main/java";
            List<Path> files =
                    Repository.files(directory, ".java").stream()
                            .filter(file -> !file.getFileName().toString().contains("-info"))
                            .toList();
            sources.addAll(Source.measure(Repository.file(directory), files));
        }
        return sources;
    }

    /// The directories of all packages which have classes.
    private static Set<String> directories() {
        Set<String> directories = new HashSet<>();
        for (String module : MODULES) {
            for (Path file : Repository.files(module + "/src/main/java", ".java")) {
                if (!file.getFileName().toString().equals("module-info.java")) {
                    Path directory = Repository.ROOT.relativize(file.getParent());
                    directories.add(directory.toString());
                }
            }
        }
        return directories;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
