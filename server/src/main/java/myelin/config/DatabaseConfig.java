package myelin.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the data is kept: `database` of the configuration.
public sealed interface DatabaseConfig {

    /// One file beside the configuration (`name: sqlite3`).
    ///
    /// @param file the database file; it is made when it does not exist
    /// @param synchronous how sure a commit is
    record Sqlite(Path file, Synchronous synchronous) implements DatabaseConfig {

        /// A file in which a commit survives a power cut.
        public Sqlite(Path file) {
            this(file, Synchronous.FULL);
        }

        @Override
        public String toString() {
            return "Sqlite[" + file + "]";
        }
    }

    /// SQLite's `PRAGMA synchronous`.
    enum Synchronous {
        /// A commit survives a power cut.
        FULL,
        /// A power cut may take back the last commits; the file stays whole.
        NORMAL,
        /// A power cut may destroy the file: for tests.
        OFF
    }

    /// A PostgreSQL server (`name: psycopg2`).
    ///
    /// @param hosts where it listens; the first that answers (and fits `target_session_attrs`) is used
    /// @param user the role to log in as
    /// @param password its password, null when the server asks for none
    /// @param database the name of the database
    /// @param poolMin `cp_min`, connections kept open
    /// @param poolMax `cp_max`, the most connections open at once
    /// @param parameters the other entries of `args` by libpq's names, for example `sslmode`,
    ///     `connect_timeout`, `keepalives_idle`, `options`; the names known are in
    ///     `myelin.postgres.PostgresParameters`
    /// @param allowUnsafeLocale `allow_unsafe_locale`: start although the collation is not C
    record Postgres(
            List<Host> hosts,
            String user,
            @Nullable String password,
            String database,
            int poolMin,
            int poolMax,
            Map<String, String> parameters,
            boolean allowUnsafeLocale)
            implements DatabaseConfig {

        public Postgres {
            hosts = List.copyOf(hosts);
            parameters = Map.copyOf(parameters);
        }

        @Override
        public String toString() {
            return "Postgres[" + user + "@" + hosts + "/" + database + "]";
        }
    }

    /// A machine and a port of it, or the folder of a UNIX socket (which begins with `/`) and the number in the
    /// socket's name. Without a name it is what libpq takes then: a socket in a usual folder, or this machine.
    record Host(String name, int port) {
        @Override
        public String toString() {
            return name + ":" + port;
        }
    }
}
