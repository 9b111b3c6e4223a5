package myelin.http;

import static myelin.config.ListenerConfig.Resource.CLIENT;
import static myelin.config.ListenerConfig.Resource.CONSENT;
import static myelin.config.ListenerConfig.Resource.FEDERATION;
import static myelin.config.ListenerConfig.Resource.KEYS;
import static myelin.config.ListenerConfig.Resource.MEDIA;
import static myelin.config.ListenerConfig.Resource.METRICS;
import static myelin.config.ListenerConfig.Resource.OPENID;
import static myelin.config.ListenerConfig.Resource.STATIC;

import java.util.Set;
import myelin.config.ListenerConfig.Resource;

/// Which paths belong to which resource of a listener.
///
/// As in Synapse, `client` and `federation` bring the media paths along, and `federation` those of `keys` and `openid`.
public final class ResourcePaths {

    private static final Set<Resource> EVERY = Set.of(Resource.values());

    private ResourcePaths() {}

    /// The resources of which a listener needs one to serve a path. `/health` and the front page are on every listener.
    public static Set<Resource> serving(String path) {
        if (under(path, "/_matrix/client")) {
            return isMedia(path) ? Set.of(CLIENT, MEDIA) : Set.of(CLIENT);
        }
        if (under(path, "/_matrix/media")) {
            return Set.of(MEDIA, CLIENT, FEDERATION);
        }
        if (under(path, "/_matrix/federation")) {
            return federation(path);
        }
        if (under(path, "/_matrix/key")) {
            return Set.of(KEYS, FEDERATION);
        }
        if (under(path, "/_matrix/static")) {
            return Set.of(STATIC, CLIENT);
        }
        if (under(path, "/_matrix/consent")) {
            return Set.of(CONSENT);
        }
        if (under(path, "/_synapse/metrics") || path.equals("/metrics")) {
            return Set.of(METRICS);
        }
        if (under(path, "/_matrix") || under(path, "/_synapse") || under(path, "/.well-known")) {
            return Set.of(CLIENT);
        }
        return EVERY;
    }

    private static Set<Resource> federation(String path) {
        if (path.equals("/_matrix/federation/v1/openid/userinfo")) {
            return Set.of(FEDERATION, OPENID);
        }
        return under(path, "/_matrix/federation/v1/media")
                ? Set.of(FEDERATION, MEDIA)
                : Set.of(FEDERATION);
    }

    private static boolean isMedia(String path) {
        return under(path, "/_matrix/client/v1/media")
                || under(path, "/_matrix/client/unstable/org.matrix.msc3916/media");
    }

    private static boolean under(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
