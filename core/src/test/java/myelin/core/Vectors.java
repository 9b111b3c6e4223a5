package myelin.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;

/// Golden vectors from `src/test/resources/vectors`: values which the spec prints.
public final class Vectors {
    private Vectors() {}

    /// The file as JSON. `name` is relative to the folder, as in `json-signing.json`.
    public static JsonObject read(String name) {
        try (InputStream file = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            return JsonParser.object(Objects.requireNonNull(file, name).readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// The objects under `cases` of such a file.
    public static List<JsonObject> cases(String name) {
        return read(name).array("cases").orElseThrow().objects();
    }
}
