package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import myelin.config.DatabaseConfig.Host;
import myelin.config.DatabaseConfig.Postgres;
import myelin.config.TlsConfig;
import myelin.web.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What libpq's `sslmode` and its certificates mean, against a server that has TLS.
///
/// The server's certificate is for `localhost` and 127.0.0.1, so it is not for 127.0.0.2. The roles `rsa` and `curve`
/// are let in by their certificates only.
class PostgresTlsTest {
    private static final Sql ENCRYPTED =
            Sql.of("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    private static final String ANYBODY = "postgres";
    private static final String RSA = "rsa";
    private static final String CURVE = "curve";

    @TempDir private static Path folder;

    private static EmbeddedPostgres server;
    private static TlsConfig ofServer;
    private static TlsConfig ofRsaClient;
    private static TlsConfig ofCurveClient;

    @BeforeAll
    static void start() throws IOException {
        ofServer = certificate("server", "EC", "localhost");
        ofRsaClient = certificate(RSA, "RSA", RSA);
        ofCurveClient = certificate(CURVE, "EC", CURVE);
        Path clients = folder.resolve("clients.crt");
        Files.writeString(
                clients,
                Files.readString(ofRsaClient.certificate())
                        + Files.readString(ofCurveClient.certificate()));
        Path access = folder.resolve("pg_hba.conf");
        Files.writeString(
                access,
                """
                hostssl all rsa,curve all cert
                host all all all trust
                """);
        server =
                EmbeddedPostgres.builder()
                        .setLocaleConfig("locale", "C")
                        .setServerConfig("ssl", "on")
                        .setServerConfig("ssl_cert_file", ofServer.certificate().toString())
                        .setServerConfig("ssl_key_file", ofServer.privateKey().toString())
                        .setServerConfig("ssl_ca_file", clients.toString())
                        .setServerConfig("hba_file", access.toString())
                        .setServerConfig("listen_addresses", "127.0.0.1,127.0.0.2")
                        .start();
        try (Database database = Database.open(config(ANYBODY, "localhost", Map.of()))) {
            database.write(tx -> tx.update(Sql.of("CREATE ROLE rsa LOGIN")).run());
            database.write(tx -> tx.update(Sql.of("CREATE ROLE curve LOGIN")).run());
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefer", "require", "verify-ca", "verify-full"})
    void itIsEncrypted(String mode) {
        assertThat(isEncrypted(ANYBODY, "localhost", trusting(mode))).isTrue();
        assertThat(isEncrypted(ANYBODY, "127.0.0.1", trusting(mode))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow"})
    void itIsNotEncryptedWhenNobodyAsksForIt(String mode) {
        assertThat(isEncrypted(ANYBODY, "localhost", Map.of("sslmode", mode))).isFalse();
    }

    @Test
    void encryptionIsPreferredWhenNothingIsSaid() {
        assertThat(isEncrypted(ANYBODY, "localhost", Map.of())).isTrue();
    }

    @Test
    void aNameThatIsNotInTheCertificateIsRefusedWhenAllIsVerified() {
        assertRefused(ANYBODY, "127.0.0.2", trusting("verify-full"));
        assertThat(isEncrypted(ANYBODY, "127.0.0.2", trusting("verify-ca"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void aCertificateThatNobodyVouchesForIsRefusedWhenItIsVerified(String mode) {
        Map<String, String> others =
                Map.of("sslmode", mode, "sslrootcert", ofRsaClient.certificate().toString());

        assertRefused(ANYBODY, "localhost", others);
        assertThat(isEncrypted(ANYBODY, "localhost", Map.of("sslmode", "require"))).isTrue();
    }

    @Test
    void aClientIsKnownByItsCertificate() {
        assertThat(isEncrypted(RSA, "localhost", proving(ofRsaClient))).isTrue();
        assertThat(isEncrypted(CURVE, "localhost", proving(ofCurveClient))).isTrue();
        assertRefused(RSA, "localhost", trusting("verify-full"));
        assertRefused(RSA, "localhost", proving(ofCurveClient));
        assertRefused(RSA, "localhost", proving(ofServer));
    }

    private static TlsConfig certificate(String who, String algorithm, String name)
            throws IOException {
        TlsConfig files =
                TestCertificate.write(Files.createDirectory(folder.resolve(who)), algorithm, name);
        Files.setPosixFilePermissions(
                files.privateKey(), PosixFilePermissions.fromString("rw-------"));
        return files;
    }

    private static Map<String, String> trusting(String mode) {
        return Map.of("sslmode", mode, "sslrootcert", ofServer.certificate().toString());
    }

    private static Map<String, String> proving(TlsConfig files) {
        return Map.of(
                "sslmode", "verify-full",
                "sslrootcert", ofServer.certificate().toString(),
                "sslcert", files.certificate().toString(),
                "sslkey", files.privateKey().toString());
    }

    private static boolean isEncrypted(String user, String host, Map<String, String> parameters) {
        try (Database database = Database.open(config(user, host, parameters))) {
            return database.read(tx -> tx.query(ENCRYPTED).one(row -> row.bool("ssl")));
        }
    }

    private static void assertRefused(String user, String host, Map<String, String> parameters) {
        Postgres config = config(user, host, parameters);
        assertThatThrownBy(() -> Database.open(config).close())
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(host);
    }

    private static Postgres config(String user, String host, Map<String, String> parameters) {
        return new Postgres(
                List.of(new Host(host, server.getPort())),
                user,
                null,
                "postgres",
                1,
                2,
                parameters,
                true);
    }
}
