package myelin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import myelin.config.DatabaseConfig.Host;
import myelin.config.DatabaseConfig.Postgres;
import myelin.config.DatabaseConfig.Sqlite;
import myelin.config.DatabaseConfig.Synchronous;
import myelin.options.InvalidConfig;
import org.junit.jupiter.api.Test;

/// `database`.
class DatabaseReaderTest {

    @Test
    void sqliteIsTheDefaultAndSure() {
        assertThat(read("")).isEqualTo(new Sqlite(Path.of("homeserver.db").toAbsolutePath()));
        assertThat(read("database: {name: sqlite3, args: {database: /data/h.db}}"))
                .isEqualTo(new Sqlite(Path.of("/data/h.db"), Synchronous.FULL));
        assertThat(read("database_path: /old/h.db")).isEqualTo(new Sqlite(Path.of("/old/h.db")));
    }

    @Test
    void sqliteMayBeLessSure() {
        assertThat(read("database: {args: {database: /data/h.db, synchronous: normal}}"))
                .isEqualTo(new Sqlite(Path.of("/data/h.db"), Synchronous.NORMAL));
    }

    @Test
    void aDatabaseInMemoryIsRefused() {
        assertThat(problems("database: {args: {database: ':memory:'}}")).hasSize(1);
    }

    @Test
    void synapsesPostgresIsUnderstood() {
        assertThat(
                        read(
                                """
                                database:
                                  name: psycopg2
                                  txn_limit: 10000
                                  args:
                                    user: synapse_user
                                    password: 12345
                                    dbname: synapse
                                    host: localhost
                                    port: 5433
                                    cp_min: 2
                                    cp_max: 20
                                    sslmode: require
                                    keepalives_idle: 10
                                """))
                .isEqualTo(
                        new Postgres(
                                List.of(new Host("localhost", 5433)),
                                "synapse_user",
                                "12345",
                                "synapse",
                                2,
                                20,
                                Map.of("sslmode", "require", "keepalives_idle", "10"),
                                false));
    }

    @Test
    void severalHostsHaveOnePortOrOneEach() {
        assertThat(hosts("host: 'a,b', port: 6432"))
                .containsExactly(new Host("a", 6432), new Host("b", 6432));
        assertThat(hosts("host: 'a,b', port: '1,2'"))
                .containsExactly(new Host("a", 1), new Host("b", 2));
        assertThat(hosts("host: a")).containsExactly(new Host("a", 5432));
        assertThat(hosts("host: /var/run/postgresql"))
                .containsExactly(new Host("/var/run/postgresql", 5432));
        assertThat(problems("database: {name: psycopg2, args: {host: 'a,b', port: '1,2,3'}}"))
                .hasSize(1);
        assertThat(problems("database: {name: psycopg2, args: {host: a, port: http}}")).hasSize(1);
    }

    /// What libpq does when Synapse's `args` name neither: it takes a socket of this machine, and the role's name.
    @Test
    void aMissingHostIsNoHostAndAMissingDatabaseHasTheNameOfTheRole() {
        assertThat(hosts("user: synapse")).containsExactly(new Host("", 5432));
        assertThat(((Postgres) read("database: {name: psycopg2, args: {user: chat}}")).database())
                .isEqualTo("chat");
    }

    @Test
    void severalDatabasesAreRefused() {
        assertThat(problems("databases: {main: {name: psycopg2}}"))
                .containsExactly(
                        "homeserver.yaml:3: databases is refused: Myelin keeps everything in one"
                                + " database, so merge them and use database");
    }

    private static List<Host> hosts(String args) {
        return ((Postgres) read("database: {name: psycopg2, args: {" + args + "}}")).hosts();
    }

    private static DatabaseConfig read(String yaml) {
        return ConfigReader.parse(
                        "server_name: example.org\nsigning_key: ed25519 a "
                                + "A".repeat(43)
                                + "\n"
                                + yaml)
                .database();
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(InvalidConfig.class, () -> read(yaml)).problems();
    }
}
