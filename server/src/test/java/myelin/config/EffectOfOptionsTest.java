package myelin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.limits.RateLimit;
import myelin.options.Effective;
import myelin.options.OptionDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table of options tells the truth about what works.
class EffectOfOptionsTest {
    @TempDir private Path folder;

    @Test
    void everyOptionThatWorksIsRead() throws IOException {
        Set<String> unread = new TreeSet<>(OptionDocument.working());
        unread.removeAll(load(everything()).reading().asked());
        unread.removeAll(load(onSqlite()).reading().asked());

        assertThat(unread).isEmpty();
    }

    @Test
    void everyLimitHasTheDefaultOfTheTable() throws IOException {
        Set<String> ours =
                Stream.of(RateLimit.values())
                        .flatMap(limit ->
                                Stream.of(
                                        limit.option() + ".per_second=" + limit.usual().perSecond(),
                                        limit.option()
                                                + ".burst_count="
                                                + limit.usual().burstCount()))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(ours).isEqualTo(OptionDocument.rates());
    }

    @Test
    void aSampleThatSetsEverythingHasNoUnknownKey() throws IOException {
        ConfigReader.Loaded loaded = load(everything());

        assertThat(loaded.reading().unknown()).isEmpty();
        assertThat(loaded.reading().effective())
                .extracting(Effective::path)
                .doesNotHaveDuplicates();
    }

    private static String onSqlite() {
        return "server_name: example.org\nsigning_key: ed25519 a " + "A".repeat(43);
    }

    private ConfigReader.Loaded load(String yaml) throws IOException {
        return ConfigReader.read(List.of(Files.writeString(folder.resolve("h.yaml"), yaml)));
    }

    /// A configuration with something in every list and mapping.
    private String everything() throws IOException {
        Path pem = Files.writeString(folder.resolve("pem"), "");
        String key = "A".repeat(43);
        return """
        server_name: example.org
        signing_key_path: %s
        old_signing_keys: {"ed25519:a": {key: "%s", expired_ts: 1}}
        tls_certificate_path: %s
        tls_private_key_path: %s
        listeners:
          - {port: 1, type: http, tls: true, x_forwarded: true, resources: [{names: [client], compress: true}]}
          - {path: /run/a, type: http, mode: 0600}
        alias_creation_rules: [{user_id: "*", room_id: "*", alias: "*", action: allow}]
        room_list_publication_rules: [{user_id: "*", room_id: "*", alias: "*", action: allow}]
        user_consent: {template_dir: %s, version: 1}
        server_notices: {system_mxid_localpart: notices}
        database: {name: psycopg2, args: {dbname: a}}
        retention: {purge_jobs: [{interval: 1d}]}
        rc_message: {per_second: 1, burst_count: 1}
        rc_registration: {per_second: 1, burst_count: 1}
        rc_registration_token_validity: {per_second: 1, burst_count: 1}
        rc_login: {address: {per_second: 1}, account: {per_second: 1}, failed_attempts: {per_second: 1}}
        rc_admin_redaction: {per_second: 1, burst_count: 1}
        rc_joins: {local: {per_second: 1}, remote: {per_second: 1}}
        rc_joins_per_room: {per_second: 1}
        rc_invites: {per_room: {per_second: 1}, per_user: {per_second: 1}, per_issuer: {per_second: 1}}
        rc_presence: {per_user: {per_second: 1}}
        rc_room_creation: {per_second: 1}
        rc_delayed_event_mgmt: {per_second: 1}
        rc_reports: {per_second: 1}
        rc_user_directory: {per_second: 1}
        """
                .formatted(
                        Files.writeString(folder.resolve("key"), "ed25519 a " + key),
                        key,
                        pem,
                        pem,
                        folder);
    }
}
