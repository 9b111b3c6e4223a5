package myelin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import myelin.config.ListenerConfig.Resource;
import myelin.config.ListenerConfig.Resources;
import myelin.options.InvalidConfig;
import org.junit.jupiter.api.Test;

/// `listeners` and their certificate.
class ListenerReaderTest {

    @Test
    void synapsesUsualListenerIsUnderstood() {
        ListenerConfig listener =
                read("""
                listeners:
                  - port: 8008
                    tls: false
                    type: http
                    x_forwarded: true
                    bind_addresses: ['::1', '127.0.0.1']
                    resources:
                      - names: [client, federation]
                        compress: false
                """)
                        .getFirst();

        assertThat(listener.port()).isEqualTo(8008);
        assertThat(listener.name()).isEqualTo("8008");
        assertThat(listener.bindAddresses()).containsExactly("::1", "127.0.0.1");
        assertThat(listener.xForwarded()).isTrue();
        assertThat(listener.resources())
                .containsExactly(
                        new Resources(Set.of(Resource.CLIENT, Resource.FEDERATION), false));
    }

    @Test
    void aSocketTrustsItsProxyAndIsOpenToAll() {
        ListenerConfig listener = read("listeners: [{path: /run/h.sock, type: http}]").getFirst();

        assertThat(listener.path()).isEqualTo(Path.of("/run/h.sock"));
        assertThat(listener.name()).isEqualTo("unix");
        assertThat(listener.mode()).isEqualTo(0666);
        assertThat(listener.xForwarded()).isTrue();
    }

    @Test
    void anOldSingleAddressIsAdded() {
        ListenerConfig listener =
                read("listeners: [{port: 1, type: http, bind_address: 127.0.0.1}]").getFirst();

        assertThat(listener.bindAddresses()).containsExactly("127.0.0.1");
    }

    @Test
    void pythonsShellAndItsWorkersAreLeftOut() {
        List<ListenerConfig> listeners =
                read(
                        """
                        listeners:
                          - {port: 9000, type: manhole, bind_addresses: [127.0.0.1]}
                          - {port: 9093, type: http, resources: [{names: [replication, client]}]}
                        """);

        assertThat(listeners).hasSize(1);
        assertThat(listeners.getFirst().resources().getFirst().names())
                .containsExactly(Resource.CLIENT);
    }

    @Test
    void aListenerHasAPortOrAPath() {
        assertThat(problems("listeners: [{type: http}]"))
                .containsExactly(
                        "homeserver.yaml:3: listeners[0].port or path must be given, one of them");
        assertThat(problems("listeners: [{type: http, port: 1, path: /a}]")).hasSize(1);
        assertThat(problems("listeners: [{type: http, port: 70000}]"))
                .containsExactly("homeserver.yaml:3: listeners[0].port must be from 0 to 65535");
        assertThat(problems("listeners: [{port: 1}]"))
                .containsExactly(
                        "homeserver.yaml:3: listeners[0].type is missing: http or metrics");
    }

    @Test
    void anUnknownResourceIsNamed() {
        assertThat(problems("listeners: [{type: http, port: 1, resources: [{names: [clients]}]}]"))
                .containsExactly(
                        "homeserver.yaml:3: listeners[0].resources[0].names has clients, but there are"
                                + " only client, consent, federation, health, keys, media, metrics,"
                                + " openid, static");
    }

    @Test
    void tlsNeedsItsCertificate() {
        assertThat(problems("listeners: [{type: http, port: 1, tls: true}]"))
                .containsExactly(
                        "homeserver.yaml:1: tls_certificate_path and tls_private_key_path are needed"
                                + " for a listener with tls");
        assertThat(
                        problems(
                                "listeners: [{type: http, port: 1, tls: true}]\n"
                                        + "tls_certificate_path: /none\ntls_private_key_path: /none"))
                .hasSize(2);
    }

    private static List<ListenerConfig> read(String yaml) {
        return ConfigReader.parse(
                        "server_name: example.org\nsigning_key: ed25519 a "
                                + "A".repeat(43)
                                + "\n"
                                + yaml)
                .listeners();
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(InvalidConfig.class, () -> read(yaml)).problems();
    }
}
