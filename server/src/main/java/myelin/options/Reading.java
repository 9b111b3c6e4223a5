package myelin.options;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import myelin.options.Value.Mapping;
import myelin.options.Value.Place;

/// One reading of a configuration: the files are merged, checked against the table of options, and then
/// asked through [#root()]. Problems are collected on the way; [#finish()] throws them all together.
/// For one thread.
public final class Reading {
    private final OptionTable table = OptionTable.load();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> surprises = new ArrayList<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final OldNames oldNames = new OldNames(table, problems);
    private final OptionCheck check = new OptionCheck(table, problems);
    private final Mapping config;

    private Reading(List<Path> paths) {
        config = checked(readable(merged(paths)));
    }

    private Reading(String name, String text) {
        config = checked(YamlFile.parse(name, text, problems));
    }

    /// Reads files, and the `*.yaml` of folders by name. A top-level key of a later file replaces the
    /// whole of an earlier one, as with Synapse.
    public static Reading of(List<Path> paths) {
        return new Reading(paths);
    }

    /// Reads a text.
    ///
    /// @param name what stands for the file in messages
    public static Reading of(String name, String text) {
        return new Reading(name, text);
    }

    /// The whole configuration.
    public Section root() {
        return new Section(table, new Section.Notes(problems, surprises, asked), config);
    }

    /// To be called when everything has been asked.
    ///
    /// @throws InvalidConfig when there was any problem
    public void finish() {
        InvalidConfig.unlessEmpty(problems);
    }

    /// One line for each key that nobody knows, with what may have been meant.
    public List<String> unknown() {
        return List.copyOf(check.unknown());
    }

    /// One line for each old name and for each option that does what may not be expected, and one for all options that
    /// have no effect yet.
    public List<String> notes() {
        var notes = new ArrayList<>(oldNames.notes());
        surprises.forEach(surprise -> notes.add(surprise.toString()));
        if (!check.notYet().isEmpty()) {
            notes.add("these options have no effect yet: " + String.join(", ", check.notYet()));
        }
        return notes;
    }

    /// Every option that is written or works, with the value it has and where that comes from.
    public List<Effective> effective() {
        return Effective.all(table, config);
    }

    /// The options that were asked for so far, as paths of the table.
    public Set<String> asked() {
        return asked;
    }

    /// What is missing is no news when nothing could be read.
    private Mapping readable(Mapping written) {
        if (written.entries().isEmpty()) {
            InvalidConfig.unlessEmpty(problems);
        }
        return written;
    }

    private Mapping checked(Mapping written) {
        Mapping current = oldNames.replace(written);
        check.check(current);
        return current;
    }

    private Mapping merged(List<Path> paths) {
        var all = new LinkedHashMap<String, Value>();
        Place place = Place.DEFAULT;
        for (Path path : paths) {
            for (Path file : files(path)) {
                Mapping mapping = YamlFile.read(file, problems);
                all.putAll(mapping.entries());
                place = place.equals(Place.DEFAULT) ? mapping.place() : place;
            }
        }
        return new Mapping(all, place);
    }

    private List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> yaml = Files.newDirectoryStream(path, "*.yaml")) {
            yaml.forEach(files::add);
        } catch (IOException e) {
            problems.add(
                    new Problem(
                            new Place(path.toString(), 0),
                            "",
                            "cannot be read (" + YamlFile.reason(e) + ")"));
        }
        files.sort(null);
        return files;
    }
}
