package myelin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.core.json.JsonObject;
import myelin.limits.RateLimit;
import org.junit.jupiter.api.Test;

class EndpointDocumentTest {

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
}
