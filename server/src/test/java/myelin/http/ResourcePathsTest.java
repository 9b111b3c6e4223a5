package myelin.http;

import static myelin.config.ListenerConfig.Resource.CLIENT;
import static myelin.config.ListenerConfig.Resource.CONSENT;
import static myelin.config.ListenerConfig.Resource.FEDERATION;
import static myelin.config.ListenerConfig.Resource.KEYS;
import static myelin.config.ListenerConfig.Resource.MEDIA;
import static myelin.config.ListenerConfig.Resource.METRICS;
import static myelin.config.ListenerConfig.Resource.OPENID;
import static myelin.config.ListenerConfig.Resource.STATIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import myelin.config.ListenerConfig.Resource;
import org.junit.jupiter.api.Test;

class ResourcePathsTest {

    @Test
    void clientsPathsAreOfTheClientResource() {
        assertServed("/_matrix/client/v3/sync", CLIENT);
        assertServed("/_synapse/admin/v1/server_version", CLIENT);
        assertServed("/_synapse/client/pick_username", CLIENT);
        assertServed("/.well-known/matrix/client", CLIENT);
    }

    @Test
    void mediaCanBeServedAlone() {
        assertServed("/_matrix/media/v3/upload", MEDIA, CLIENT, FEDERATION);
        assertServed("/_matrix/client/v1/media/download/{serverName}/{mediaId}", MEDIA, CLIENT);
        assertServed("/_matrix/federation/v1/media/download/{mediaId}", MEDIA, FEDERATION);
    }

    @Test
    void federationBringsKeysAndOpenIdAlong() {
        assertServed("/_matrix/federation/v1/send/{txnId}", FEDERATION);
        assertServed("/_matrix/federation/v1/openid/userinfo", FEDERATION, OPENID);
        assertServed("/_matrix/key/v2/server", FEDERATION, KEYS);
    }

    @Test
    void pagesAndMetricsHaveResourcesOfTheirOwn() {
        assertServed("/_matrix/static/", STATIC, CLIENT);
        assertServed("/_matrix/consent", CONSENT);
        assertServed("/_synapse/metrics", METRICS);
        assertServed("/metrics", METRICS);
    }

    @Test
    void aPathThatOnlyBeginsAlikeIsNotMeant() {
        assertServed("/_matrix/clients", CLIENT);
        assertServed("/_synapse/metricsandmore", CLIENT);
    }

    @Test
    void healthAndTheFrontPageAreEverywhere() {
        assertServed("/health", Resource.values());
        assertServed("/", Resource.values());
    }

    private static void assertServed(String path, Resource... resources) {
        assertThat(ResourcePaths.serving(path)).as(path).isEqualTo(Set.of(resources));
    }
}
