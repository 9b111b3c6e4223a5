package myelin.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.architecture.Repository;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class SpecFactsTest {
    private final SpecFacts facts = SpecFacts.committed();

    @Test
    void theTableHasEveryOperation() {
        assertThat(facts.operations("client-server")).hasSize(166);
        assertThat(facts.operations("server-server")).hasSize(36);
        assertThat(facts.operations("application-service")).hasSize(9);
        assertThat(facts.operations("push-gateway")).hasSize(1);
    }

    @Test
    void anOperationHasItsFullPath() {
        Operation sync = facts.operation("client-server", "sync").orElseThrow();
        assertThat(sync.path()).isEqualTo("/_matrix/client/v3/sync");
        assertThat(sync.security()).containsExactly("accessTokenBearer");
        assertThat(facts.at("POST", "/_matrix/client/v3/rooms/{roomId}/invite")).hasSize(2);
    }

    /// Where the spec's own files lie beside the repository, `make facts` must change nothing. A clone
    /// that stands alone is checked against the table it has.
    @Test
    void theTableIsFresh() throws IOException {
        Optional<SpecFolder> folder = SpecFolder.find();
        if (folder.isEmpty()) {
            return;
        }
        String fresh = text(folder.get().facts());
        if (System.getProperty("facts", "").equals("write")) {
            Files.writeString(Repository.file(SpecFacts.FILE), fresh);
        }
        assertThat(Files.readString(Repository.file(SpecFacts.FILE)))
                .as("run `make facts`: the spec's files have changed")
                .isEqualTo(fresh);
    }

    /// One line for each operation and schema, so that a later spec shows as lines that changed.
    private static String text(JsonObject facts) {
        StringBuilder text = new StringBuilder("{\n");
        for (Map.Entry<String, Json> part : facts.entries()) {
            text.append(text.length() > 2 ? ",\n" : "").append(quoted(part.getKey()));
            if (part.getValue() instanceof JsonArray array) {
                text.append(":[\n");
                append(text, array.stream().map(Json::toString).toList());
                text.append("\n]");
            } else if (part.getValue() instanceof JsonObject object) {
                text.append(":{\n");
                append(
                        text,
                        object.entries().stream()
                                .map(entry -> quoted(entry.getKey()) + ":" + entry.getValue())
                                .toList());
                text.append("\n}");
            }
        }
        return text.append("\n}\n").toString();
    }

    private static void append(StringBuilder text, List<String> lines) {
        text.append(String.join(",\n", lines));
    }

    private static String quoted(String text) {
        return Json.of(text).toString();
    }
}
