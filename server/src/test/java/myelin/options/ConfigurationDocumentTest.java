package myelin.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `docs/configuration.md` says what the table of options says.
class ConfigurationDocumentTest {

    @Test
    void theDocumentIsFresh() throws IOException {
        Path file = root().resolve("docs/configuration.md");
        if (Boolean.getBoolean("myelin.docs.write")) {
            Files.writeString(file, OptionDocument.markdown());
        }

        assertThat(Files.readString(file))
                .as("docs/configuration.md is old: run make docs")
                .isEqualTo(OptionDocument.markdown());
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/packages.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
