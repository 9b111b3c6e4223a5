package myelin.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import myelin.config.DatabaseConfig.Host;
import myelin.config.DatabaseConfig.Postgres;
import myelin.config.DatabaseConfig.Sqlite;
import myelin.config.DatabaseConfig.Synchronous;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.options.Section;

/// Reads `database`.
final class DatabaseReader {
    private static final int MAX_CONNECTIONS = 10_000;
    private static final int POSTGRES_PORT = 5432;
    private static final int MAX_PORT = 65_535;

    /// The arguments that we read ourselves, and those of Python's connection pool.
    private static final Set<String> OWN_ARGS =
            Set.of(
                    "user",
                    "password",
                    "dbname",
                    "database",
                    "host",
                    "port",
                    "cp_min",
                    "cp_max",
                    "cp_reconnect",
                    "cp_name",
                    "cp_noisy",
                    "cp_openfun",
                    "cp_good_sql",
                    "synchronous",
                    "check_same_thread");

    private DatabaseReader() {}

    /// @param directory where the SQLite file is when the configuration does not say
    static DatabaseConfig read(Section root, Path directory) {
        Section database = root.section("database");
        Section args = database.section("args");
        return switch (database.text("name")) {
            case "psycopg2" -> postgres(database, args, database.object("args"));
            default -> sqlite(args, directory);
        };
    }

    private static Sqlite sqlite(Section args, Path directory) {
        String file = args.optionalText("database");
        if (":memory:".equals(file)) {
            args.problem("database", "must be a file: in memory everything would be forgotten");
        }
        Path path = args.optionalPath("database");
        return new Sqlite(
                path == null ? directory.resolve("homeserver.db") : path,
                Synchronous.valueOf(args.text("synchronous").toUpperCase(Locale.ROOT)));
    }

    private static Postgres postgres(Section database, Section args, JsonObject written) {
        int poolMax = args.integer("cp_max", 1, MAX_CONNECTIONS);
        String user = args.optionalText("user");
        String role = user == null ? System.getProperty("user.name") : user;
        String name = args.optionalText(args.has("dbname") ? "dbname" : "database");
        return new Postgres(
                hosts(args),
                role,
                args.optionalText("password"),
                name == null ? role : name,
                Math.min(poolMax, args.integer("cp_min", 0, MAX_CONNECTIONS)),
                poolMax,
                parameters(written),
                database.flag("allow_unsafe_locale"));
    }

    /// `host: a,b` and `port: 5432,5433`, as libpq has it; one port serves all hosts. Without a host there is one that
    /// has no name.
    private static List<Host> hosts(Section args) {
        String host = args.optionalText("host");
        String port = args.optionalText("port");
        String[] names = (host == null ? "" : host).split(",", -1);
        String[] ports = (port == null ? "" : port).split(",", -1);
        if (ports.length != 1 && ports.length != names.length) {
            args.problem("port", "must be one port, or one for each host");
            return List.of();
        }
        var hosts = new ArrayList<Host>();
        for (int i = 0; i < names.length; i++) {
            hosts.add(
                    new Host(
                            names[i].strip(),
                            port(args, ports[ports.length == 1 ? 0 : i].strip())));
        }
        return hosts;
    }

    private static int port(Section args, String text) {
        if (text.isEmpty()) {
            return POSTGRES_PORT;
        }
        return args.parse("port", text, DatabaseReader::port, "a port").orElse(POSTGRES_PORT);
    }

    private static Integer port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("no port");
        }
        return port;
    }

    private static Map<String, String> parameters(JsonObject args) {
        var parameters = new HashMap<String, String>();
        args.forEach((key, value) -> {
            if (!OWN_ARGS.contains(key)) {
                switch (value) {
                    case JsonString(var text) -> parameters.put(key, text);
                    case JsonInteger(var number) -> parameters.put(key, String.valueOf(number));
                    case JsonDecimal(var number) -> parameters.put(key, number);
                    default -> {}
                }
            }
        });
        return parameters;
    }
}
