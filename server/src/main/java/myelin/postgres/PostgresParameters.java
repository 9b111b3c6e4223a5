package myelin.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import myelin.config.DatabaseConfig;

/// The parameters of libpq, which Synapse's `database.args` may have, said in the words of the JDBC driver.
final class PostgresParameters {

    /// Those whose values mean the same to both.
    private static final Map<String, String> SAME_VALUES =
            Map.ofEntries(
                    Map.entry("sslmode", "sslmode"),
                    Map.entry("sslrootcert", "sslrootcert"),
                    Map.entry("sslcert", "sslcert"),
                    Map.entry("sslkey", "sslkey"),
                    Map.entry("sslpassword", "sslpassword"),
                    Map.entry("sslnegotiation", "sslNegotiation"),
                    Map.entry("channel_binding", "channelBinding"),
                    Map.entry("gssencmode", "gssEncMode"),
                    Map.entry("krbsrvname", "kerberosServerName"),
                    Map.entry("options", "options"),
                    Map.entry("application_name", "ApplicationName"),
                    Map.entry("connect_timeout", "connectTimeout"));

    private static final Map<String, String> SERVER_TYPES =
            Map.of(
                    "any", "any",
                    "read-write", "primary",
                    "primary", "primary",
                    "read-only", "secondary",
                    "standby", "secondary",
                    "prefer-standby", "preferSecondary");

    private static final Set<String> KEEPALIVES =
            Set.of("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count");

    /// What the driver always does in its own way, so that a value changes nothing.
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("client_encoding", "sslcompression", "gsslib", "fallback_application_name");

    private PostgresParameters() {}

    /// The names which [DatabaseConfig.Postgres#parameters] may have.
    static Set<String> known() {
        Set<String> known = new TreeSet<>(SAME_VALUES.keySet());
        known.addAll(KEEPALIVES);
        known.addAll(WITHOUT_EFFECT);
        known.add("target_session_attrs");
        known.add("load_balance_hosts");
        return known;
    }

    static Properties driverProperties(DatabaseConfig.Postgres config) {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        if (config.password() != null) {
            properties.setProperty("password", config.password());
        }
        properties.setProperty("ApplicationName", "myelin");
        properties.setProperty("tcpKeepAlive", "true");
        // The detail of an error repeats values of the statement, which belong in no log.
        properties.setProperty("logServerErrorDetail", "false");
        config.parameters().forEach((name, value) -> set(properties, name, value));
        setKeepaliveTimes(properties, config.parameters());
        Optional.ofNullable(properties.getProperty("sslcert"))
                .flatMap(PostgresParameters::algorithm)
                .ifPresent(algorithm -> properties.setProperty("pemKeyAlgorithm", algorithm));
        return properties;
    }

    /// For which algorithm a certificate's key is: the driver can't tell from the key, and believes in RSA. What is no
    /// certificate the driver finds out by itself.
    private static Optional<String> algorithm(String certificate) {
        try (InputStream file = Files.newInputStream(Path.of(certificate))) {
            return Optional.of(
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(file)
                            .getPublicKey()
                            .getAlgorithm());
        } catch (IOException | CertificateException unreadable) {
            return Optional.empty();
        }
    }

    private static void set(Properties properties, String name, String value) {
        String sameName = SAME_VALUES.get(name);
        if (sameName != null) {
            properties.setProperty(sameName, value);
            return;
        }
        switch (name) {
            case "target_session_attrs" ->
                    properties.setProperty("targetServerType", serverType(value));
            case "load_balance_hosts" ->
                    properties.setProperty(
                            "loadBalanceHosts", String.valueOf(value.equals("random")));
            case "keepalives" ->
                    properties.setProperty("tcpKeepAlive", String.valueOf(!value.equals("0")));
            default -> {
                if (!KEEPALIVES.contains(name) && !WITHOUT_EFFECT.contains(name)) {
                    throw new IllegalArgumentException(
                            "The option database.args."
                                    + name
                                    + " is not known; these are: "
                                    + known());
                }
            }
        }
    }

    private static String serverType(String value) {
        String type = SERVER_TYPES.get(value);
        if (type == null) {
            throw new IllegalArgumentException(
                    "The option database.args.target_session_attrs must be one of "
                            + new TreeSet<>(SERVER_TYPES.keySet())
                            + ".");
        }
        return type;
    }

    private static void setKeepaliveTimes(Properties properties, Map<String, String> parameters) {
        String times =
                String.join(
                        ",",
                        parameters.getOrDefault("keepalives_idle", "0"),
                        parameters.getOrDefault("keepalives_interval", "0"),
                        parameters.getOrDefault("keepalives_count", "0"));
        if (!times.equals("0,0,0")) {
            properties.setProperty("socketFactory", PostgresSockets.class.getName());
            properties.setProperty("socketFactoryArg", times);
        }
    }
}
