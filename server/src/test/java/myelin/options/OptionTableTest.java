package myelin.options;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.core.json.Json;
import myelin.core.json.JsonNull;
import myelin.options.Option.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Our table of options against the list of Synapse's, `synapse-options.tsv`: names, types and defaults.
class OptionTableTest {
    /// Where our default is another one, and meant to be.
    private static final Map<String, String> OTHER_DEFAULTS =
            Map.of(
                    "default_room_version", "the specification recommends 12",
                    "rc_third_party_invite", "Synapse's manual says otherwise than its code");

    /// What stands for a JSON type in our table.
    private static final Map<String, Set<String>> TYPES =
            Map.of(
                    "boolean", Set.of("flag", "enum", "map"),
                    "string", Set.of("text", "path", "enum", "duration", "size", "flag"),
                    "integer", Set.of("integer", "duration", "size"),
                    "number", Set.of("number", "text"),
                    "array", Set.of("list", "texts"),
                    "object", Set.of("map", "free"),
                    "null", Set.of("null"));

    /// Switches that Synapse's list describes as all others, but which are none.
    private static final Set<String> OTHER_TYPES =
            Set.of(
                    "experimental_features.msc4108_delegation_endpoint",
                    "experimental_features.msc4140_max_delayed_events_per_user");

    private final OptionTable table = OptionTable.load();

    private record Reference(String path, String type, String defaultText) {}

    @Test
    void everyOptionOfSynapseIsThere() {
        assertThat(references())
                .extracting(Reference::path)
                .allSatisfy(path -> assertThat(table.find(path)).as(path).isPresent());
    }

    @Test
    void defaultsAreThoseOfSynapse() {
        var wrong = new ArrayList<String>();
        for (Reference reference : references()) {
            Option option = table.find(reference.path).orElseThrow();
            Json theirs = json(reference.defaultText);
            if (theirs != null
                    && isDefault(reference)
                    && !theirs.equals(json(option.defaultText()))) {
                wrong.add(
                        reference.path
                                + ": "
                                + reference.defaultText
                                + ", not "
                                + option.defaultText());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// The list gives `false` to all experimental switches, also to those that are no switches.
    private static boolean isDefault(Reference reference) {
        return !OTHER_DEFAULTS.containsKey(reference.path)
                && (!reference.path.startsWith("experimental_features.msc")
                        || reference.path.endsWith("_enabled"));
    }

    @Test
    void typesAreThoseOfSynapse() {
        var wrong = new ArrayList<String>();
        for (Reference reference : references()) {
            Option option = table.find(reference.path).orElseThrow();
            if (!fits(reference, option) && !OTHER_TYPES.contains(reference.path)) {
                wrong.add(reference.path + ": " + reference.type + ", not " + option.type().text());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean fits(Reference reference, Option option) {
        if (reference.type.equals("any") || reference.type.equals("type")) {
            return true;
        }
        Set<String> ours = words(option.type().text());
        return words(reference.type).stream()
                .allMatch(word ->
                        word.equals("enum")
                                ? ours.contains("enum")
                                : TYPES.get(word).stream().anyMatch(ours::contains));
    }

    private static Set<String> words(String type) {
        return Stream.of(type.replaceAll("\\(.*?\\)", "").split("\\|")).collect(Collectors.toSet());
    }

    @Test
    void aDefaultIsReadAsYamlWouldReadIt() {
        assertThat(table.options())
                .allSatisfy(option ->
                        assertThat(option.defaultValue().map(Value::json).orElse(null))
                                .as(option.path())
                                .isEqualTo(json(option.defaultText())));
    }

    @Test
    void everyDefaultHasItsType() {
        var wrong = new ArrayList<String>();
        for (Option option : table.options()) {
            option.defaultValue()
                    .flatMap(value -> option.type().mismatch(value))
                    .ifPresent(mismatch -> wrong.add(option.path() + " " + mismatch));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aDefaultOfNullNeedsATypeThatHasIt() {
        assertThat(table.options())
                .filteredOn(option -> json(option.defaultText()) instanceof JsonNull)
                .allSatisfy(
                        option -> assertThat(option.type().nullable()).as(option.path()).isTrue());
    }

    @Test
    void whatIsNotJustWorkingSaysWhy() {
        assertThat(table.options())
                .filteredOn(option ->
                        option.status() != Status.WORKS && option.status() != Status.NOT_YET)
                .allSatisfy(option -> assertThat(option.note()).as(option.path()).isNotEmpty());
    }

    @Test
    void aNewNameExists() {
        assertThat(table.options())
                .filteredOn(option -> option.status() == Status.RENAMED)
                .allSatisfy(option ->
                        assertThat(table.find(option.note())).as(option.path()).isPresent());
    }

    @Test
    void noOptionStandsTwice() {
        assertThat(table.options()).extracting(Option::path).doesNotHaveDuplicates();
    }

    @Test
    void everyMeaningIsASentence() {
        assertThat(table.options())
                .allSatisfy(option ->
                        assertThat(option.meaning()).as(option.path()).matches("\\S.+\\."));
    }

    private static @Nullable Json json(String yaml) {
        Value value = YamlFile.value("default", yaml, new ArrayList<>());
        return value == null ? null : value.json();
    }

    private static List<Reference> references() {
        try (InputStream in =
                OptionTableTest.class.getResourceAsStream("/config/synapse-options.tsv")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(columns -> new Reference(columns[0], columns[1], columns[2]))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
