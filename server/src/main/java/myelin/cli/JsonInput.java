package myelin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.core.json.JsonLimits;
import myelin.core.json.JsonParser;
import myelin.core.json.JsonWriter;
import myelin.core.json.NotJson;
import myelin.core.room.RoomVersion;
import myelin.offline.BadInput;
import myelin.offline.Question;
import myelin.options.YamlFile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// What the commands about events have in common: the version of the room, and where the JSON comes from.
final class JsonInput {
    /// An event may be nested as deep as elsewhere, and stands within something here.
    private static final JsonLimits LIMITS =
            new JsonLimits(
                    JsonLimits.DEFAULT.maxDepth() + 4, JsonLimits.DEFAULT.maxNumberLength(), false);

    private static final Path FED = Path.of("-");

    @Option(
            names = "--room-version",
            paramLabel = "VERSION",
            required = true,
            converter = Version.class,
            completionCandidates = Versions.class,
            description = "The version of the room: ${COMPLETION-CANDIDATES}.")
    private RoomVersion version = RoomVersion.LATEST;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "A file of JSON; without it, or where it is -, standard input.")
    private Path file = FED;

    /// Prints the answer to what is in the file or is fed.
    ///
    /// @return the exit code
    int answer(Question question, Terminal terminal) {
        Json input = read(file, terminal);
        terminal.out().println(JsonWriter.text(question.answer(version, input)));
        return ExitCode.OK;
    }

    /// The JSON of the file, or what is fed where it is `-`.
    static Json read(Path file, Terminal terminal) {
        boolean fed = file.equals(FED);
        String name = fed ? "standard input" : file.toString();
        try {
            byte[] bytes = fed ? terminal.in().readAllBytes() : Files.readAllBytes(file);
            return JsonParser.parse(bytes, LIMITS);
        } catch (NotJson problem) {
            throw new BadInput(name + ": " + problem.getMessage());
        } catch (IOException problem) {
            throw new BadInput(name + " cannot be read (" + YamlFile.reason(problem) + ")");
        }
    }

    /// The room version of this name.
    static final class Version implements ITypeConverter<RoomVersion> {
        @Override
        public RoomVersion convert(String id) {
            return Optional.of(id)
                    .flatMap(RoomVersion::of)
                    .orElseThrow(() -> new TypeConversionException("'" + id + "' is not known"));
        }
    }

    /// What a shell may suggest.
    static final class Versions extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Versions() {
            super(List.copyOf(RoomVersion.stable().stream().map(RoomVersion::id).toList()));
        }
    }
}
