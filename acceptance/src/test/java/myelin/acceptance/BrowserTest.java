package myelin.acceptance;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Two people talk through a whole client, each in a browser. `make browser` runs this with a build of the client.
@Tag("clients")
final class BrowserTest {

    @BothDatabases
    void peopleTalkThroughCinny(Storage storage, @TempDir Path folder) throws Exception {
        ClientsTest.converse(
                storage, folder, "node", "browser.mjs", System.getProperty("cinny", "cinny"));
    }
}
