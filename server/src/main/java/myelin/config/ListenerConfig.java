package myelin.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One entry of `listeners`: where the server listens, and what it serves there.
///
/// @param type what kind of server it is (`type`)
/// @param port the TCP port, 0 for any free one (`port`); not looked at when there is a path
/// @param bindAddresses the addresses to listen at; several may share the port (`bind_addresses`)
/// @param path the UNIX socket to listen at instead of a port (`path`)
/// @param mode the permission bits of that socket (`mode`)
/// @param tls whether to speak TLS, with the certificate of `TlsConfig` (`tls`)
/// @param xForwarded whether a proxy stands in front, whose `X-Forwarded-…` headers are true (`x_forwarded`)
/// @param requestIdHeader the header whose value becomes the id of the request in our logs (`request_id_header`)
/// @param tag its name in logs; null: its port (`tag`)
/// @param resources what is served (`resources`)
public record ListenerConfig(
        Type type,
        int port,
        List<String> bindAddresses,
        @Nullable Path path,
        int mode,
        boolean tls,
        boolean xForwarded,
        @Nullable String requestIdHeader,
        @Nullable String tag,
        List<Resources> resources) {

    /// Where a listener listens when `bind_addresses` is absent; that one of the two fails is accepted then.
    public static final List<String> ANY_ADDRESS = List.of("::", "0.0.0.0");

    /// Who may use a UNIX socket when `mode` is absent: everybody.
    public static final int DEFAULT_MODE = 0666;

    public ListenerConfig {
        bindAddresses = List.copyOf(bindAddresses);
        resources = List.copyOf(resources);
    }

    /// What it is called in logs: its tag, else its port, or `unix`.
    public String name() {
        if (tag != null) {
            return tag;
        }
        return path == null ? Integer.toString(port) : "unix";
    }

    /// What kind of server a listener is.
    public enum Type {
        /// Serves its resources.
        HTTP,
        /// Serves the metrics only, in the clear.
        METRICS
    }

    /// Some groups of paths (`resources[]`).
    ///
    /// @param names which ones (`names`)
    /// @param compress whether answers are sent compressed with gzip to those who understand it (`compress`)
    public record Resources(Set<Resource> names, boolean compress) {
        public Resources {
            names = Set.copyOf(names);
        }
    }

    /// A group of paths that a listener can serve (`resources[].names[]`).
    public enum Resource {
        CLIENT,
        CONSENT,
        FEDERATION,
        HEALTH,
        KEYS,
        MEDIA,
        METRICS,
        OPENID,
        STATIC
    }
}
