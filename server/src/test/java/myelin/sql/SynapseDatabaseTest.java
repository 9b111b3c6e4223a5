package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.config.DatabaseConfig;
import myelin.schema.Migrations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever brings his `homeserver.yaml` along from Synapse brings the name of its database, too.
class SynapseDatabaseTest {
    private static final String SYNAPSE =
            "CREATE TABLE applied_schema_deltas (version INTEGER NOT NULL, file TEXT NOT NULL)";

    @TempDir private Path folder;

    @BothDatabases
    void theDatabaseOfASynapseIsRefusedInWords(TestDatabase database) {
        database.database().write(tx -> tx.script(SYNAPSE));
        database.database().close();

        assertThatThrownBy(() -> Migrations.opened(database.config()))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("a database of Synapse")
                .hasMessageContaining("Give Myelin a database of its own");
    }

    @Test
    void theFileOfASynapseStaysAsItIs() throws IOException, SQLException {
        Path file = folder.resolve("homeserver.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(SYNAPSE);
        }
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() ->
                        Database.open(
                                new DatabaseConfig.Sqlite(file, DatabaseConfig.Synchronous.FULL)))
                .isInstanceOf(DatabaseRefused.class);

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
