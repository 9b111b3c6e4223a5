package myelin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import myelin.Homeserver;
import myelin.architecture.Repository;
import myelin.config.Config;
import myelin.config.ConfigReader;
import myelin.core.json.JsonObject;
import myelin.limits.RateLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointDocumentTest {

    @TempDir private Path folder;

    @Test
    void theDocumentIsFresh() throws IOException {
        Path file = Repository.file("docs/endpoints.md");
        String written = EndpointDocument.markdown(routes());
        if (Boolean.getBoolean("myelin.docs.write")) {
            Files.writeString(file, written);
        }

        assertThat(Files.readString(file))
                .as("run this test with -Dmyelin.docs.write=true to rewrite docs/endpoints.md")
                .isEqualTo(written);
    }

    @Test
    void anEndpointIsOneRow() {
        Route whoami =
                Route.get("/_matrix/client/v3/account/whoami")
                        .r0()
                        .operation("getTokenOwner")
                        .caller(Caller.USER)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .to(r -> JsonObject.EMPTY);

        assertThat(EndpointDocument.markdown(List.of(whoami)))
                .contains(
                        "| `GET /_matrix/client/v3/account/whoami`<br>`/_matrix/client/r0/account/whoami`"
                                + " | [getTokenOwner](https://spec.matrix.org/v1.19/client-server-api/"
                                + "#get_matrixclientv3accountwhoami) | user + guests | `rc_message` | ");
    }

    @Test
    void theMethodThatHandlesIsNamed() {
        Route client =
                Route.get("/.well-known/matrix/client")
                        .operation("getWellknown")
                        .to(r -> JsonObject.EMPTY);

        assertThat(EndpointDocument.markdown(List.of(client)))
                .contains("`serverinfo.WellKnownEndpoints#client`");
    }

    @Test
    void theAnchorIsThatOfTheSpecification() {
        Route client = Route.get("/.well-known/matrix/client").to(r -> JsonObject.EMPTY);
        Route field =
                Route.put("/_matrix/client/v3/profile/{userId}/{keyName}")
                        .to(r -> JsonObject.EMPTY);

        assertThat(EndpointDocument.anchor(client)).isEqualTo("getwell-knownmatrixclient");
        assertThat(EndpointDocument.anchor(field))
                .isEqualTo("put_matrixclientv3profileuseridkeyname");
    }

    /// What a server answers on which all that can be switched on is on.
    private List<Route> routes() throws IOException {
        Config config =
                ConfigReader.parse(
                        """
                        server_name: test
                        report_stats: false
                        enable_metrics: true
                        registration_shared_secret: secret
                        macaroon_secret_key: secret
                        signing_key: ed25519 a_test AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
                        retention: {enabled: true}
                        experimental_features:
                          msc1763_enabled: true
                          msc3391_enabled: true
                          msc4306_enabled: true
                        database:
                          name: sqlite3
                          args:
                            database: %s
                        """
                                .formatted(folder.resolve("test.db")));
        try (Homeserver server = new Homeserver(config, InstantSource.system(), "test")) {
            return server.routes();
        }
    }
}
