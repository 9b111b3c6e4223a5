package myelin.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.config.DatabaseConfig.Host;
import myelin.config.DatabaseConfig.Postgres;

/// Where the PostgreSQL server is, as libpq reads `host`: a name, or the folder of a UNIX socket; without one, the
/// socket in a usual folder if there is one, else this machine.
public final class PostgresAddress {
    private static final List<Path> USUAL_FOLDERS =
            List.of(Path.of("/var/run/postgresql"), Path.of("/tmp"));
    private static final String THIS_MACHINE = "localhost";

    private final String url;
    private final Properties properties;

    private PostgresAddress(String url, Properties properties) {
        this.url = url;
        this.properties = properties;
    }

    /// @throws IllegalArgumentException when the hosts are of several kinds, or a parameter is wrong
    public static PostgresAddress of(Postgres config) {
        return of(config, USUAL_FOLDERS);
    }

    /// @param usual folders where a server's socket may be
    static PostgresAddress of(Postgres config, List<Path> usual) {
        List<Path> sockets =
                config.hosts().stream().flatMap(host -> socket(host, usual).stream()).toList();
        if (!sockets.isEmpty() && config.hosts().size() > 1) {
            throw new IllegalArgumentException(
                    "The option database.args.host names several servers, one of them by the folder of a UNIX socket. Name it alone, or all by their hosts.");
        }
        Optional<Path> socket = sockets.stream().findFirst();
        return new PostgresAddress(url(config, socket), properties(config, socket));
    }

    private static Optional<Path> socket(Host host, List<Path> usual) {
        String file = ".s.PGSQL." + host.port();
        if (host.name().isEmpty()) {
            return usual.stream()
                    .map(folder -> folder.resolve(file))
                    .filter(Files::exists)
                    .findFirst();
        }
        return Stream.of(host.name())
                .filter(name -> name.startsWith("/"))
                .map(folder -> Path.of(folder, file))
                .findFirst();
    }

    /// The driver wants a host even where a socket takes its place.
    private static String url(Postgres config, Optional<Path> socket) {
        return config.hosts().stream()
                .map(host -> socket.isPresent() ? THIS_MACHINE : address(host))
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/" + config.database()));
    }

    private static String address(Host host) {
        String name = host.name().isEmpty() ? THIS_MACHINE : host.name();
        return (name.contains(":") ? "[" + name + "]" : name) + ":" + host.port();
    }

    /// As libpq, it leaves encryption aside on a UNIX socket.
    private static Properties properties(Postgres config, Optional<Path> socket) {
        Properties properties = PostgresParameters.driverProperties(config);
        properties.setProperty("preparedStatementCacheQueries", "512");
        socket.ifPresent(file -> {
            properties.setProperty("socketFactory", PostgresSockets.class.getName());
            properties.setProperty("socketFactoryArg", file.toString());
            properties.setProperty("sslmode", "disable");
            properties.setProperty("gssEncMode", "disable");
        });
        return properties;
    }

    /// The address for the driver.
    public String url() {
        return url;
    }

    /// What the driver must know beside, passwords included.
    public Properties properties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }
}
