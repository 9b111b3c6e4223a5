package myelin.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import myelin.config.DatabaseConfig.Host;
import myelin.config.DatabaseConfig.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresAddressTest {

    @TempDir private Path folder;

    @Test
    void aFolderMeansTheSocketInIt() {
        PostgresAddress address = PostgresAddress.of(at(new Host("/run/db", 6543)));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://localhost/chat");
        assertThat(address.properties())
                .containsEntry("socketFactoryArg", "/run/db/.s.PGSQL.6543")
                .containsEntry("sslmode", "disable");
    }

    @Test
    void withoutAHostTheSocketInAUsualFolderIsTaken() throws IOException {
        Path socket = Files.createFile(folder.resolve(".s.PGSQL.6543"));

        PostgresAddress address =
                PostgresAddress.of(at(new Host("", 6543)), List.of(Path.of("/nowhere"), folder));

        assertThat(address.properties()).containsEntry("socketFactoryArg", socket.toString());
    }

    @Test
    void withoutAHostAndASocketItIsThisMachine() {
        PostgresAddress address = PostgresAddress.of(at(new Host("", 6543)), List.of(folder));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://localhost:6543/chat");
        assertThat(address.properties()).doesNotContainKey("socketFactory");
    }

    @Test
    void severalHostsAreNamedInTheirOrder() {
        assertThat(PostgresAddress.of(at(new Host("db1", 1), new Host("::1", 2))).url())
                .isEqualTo("jdbc:postgresql://db1:1,[::1]:2/chat");
    }

    @Test
    void aSocketIsNamedAlone() {
        Postgres mixed = at(new Host("db1", 5432), new Host("/var/run/postgresql", 5432));

        assertThatThrownBy(() -> PostgresAddress.of(mixed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("database.args.host");
    }

    @Test
    void everyKnownParameterIsMapped() {
        for (String name : PostgresParameters.known()) {
            String value = name.equals("target_session_attrs") ? "any" : "1";
            assertThat(PostgresParameters.driverProperties(with(Map.of(name, value))))
                    .as(name)
                    .containsEntry("user", "user");
        }
    }

    private static Postgres at(Host... hosts) {
        return new Postgres(List.of(hosts), "user", null, "chat", 1, 2, Map.of(), false);
    }

    private static Postgres with(Map<String, String> parameters) {
        return new Postgres(List.of(), "user", null, "chat", 1, 2, parameters, false);
    }
}
