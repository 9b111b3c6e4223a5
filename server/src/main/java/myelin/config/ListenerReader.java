package myelin.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.config.ListenerConfig.Resource;
import myelin.config.ListenerConfig.Resources;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// Reads `listeners` and their certificate.
final class ListenerReader {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_MODE = 0777;

    private ListenerReader() {}

    /// All listeners but those of a Python debugging shell.
    static List<ListenerConfig> listeners(Section root) {
        var listeners = new ArrayList<ListenerConfig>();
        for (Section section : root.sections("listeners")) {
            listener(section).ifPresent(listeners::add);
        }
        return List.copyOf(listeners);
    }

    /// The certificate; null when no listener needs it.
    static @Nullable TlsConfig tls(Section root, List<ListenerConfig> listeners) {
        if (listeners.stream().noneMatch(ListenerConfig::tls)) {
            return null;
        }
        Path certificate = root.optionalPath("tls_certificate_path");
        Path privateKey = root.optionalPath("tls_private_key_path");
        if (certificate == null || privateKey == null) {
            root.problem(
                    "tls_certificate_path",
                    "and tls_private_key_path are needed for a listener with tls");
            return null;
        }
        root.content("tls_certificate_path", certificate);
        root.content("tls_private_key_path", privateKey);
        return new TlsConfig(certificate, privateKey);
    }

    private static Optional<ListenerConfig> listener(Section section) {
        String type = section.optionalText("type");
        if ("manhole".equals(type)) {
            return Optional.empty();
        }
        if (type == null) {
            section.problem("type", "is missing: http or metrics");
        }
        boolean socket = section.has("path");
        if (socket == section.has("port")) {
            section.problem("port", "or path must be given, one of them");
        }
        if (socket && section.flag("tls")) {
            section.problem("tls", "cannot be spoken on a UNIX socket");
        }
        return Optional.of(
                new ListenerConfig(
                        "metrics".equals(type)
                                ? ListenerConfig.Type.METRICS
                                : ListenerConfig.Type.HTTP,
                        section.has("port") ? section.integer("port", 0, MAX_PORT) : 0,
                        bindAddresses(section),
                        section.optionalPath("path"),
                        section.has("mode")
                                ? section.integer("mode", 0, MAX_MODE)
                                : ListenerConfig.DEFAULT_MODE,
                        section.flag("tls"),
                        section.has("x_forwarded") ? section.flag("x_forwarded") : socket,
                        section.optionalText("request_id_header"),
                        section.optionalText("tag"),
                        section.sections("resources").stream()
                                .map(ListenerReader::resources)
                                .toList()));
    }

    private static List<String> bindAddresses(Section section) {
        var addresses = new ArrayList<>(section.texts("bind_addresses"));
        String single = section.optionalText("bind_address");
        if (single != null && !single.isEmpty()) {
            addresses.add(single);
        }
        return addresses.isEmpty() ? ListenerConfig.ANY_ADDRESS : addresses;
    }

    private static Resources resources(Section section) {
        Set<Resource> names = EnumSet.noneOf(Resource.class);
        for (String name : section.texts("names")) {
            // What Synapse's workers ask each other; our nodes have no need for it.
            if (!name.equals("replication")) {
                resource(section, name).ifPresent(names::add);
            }
        }
        return new Resources(names, section.flag("compress"));
    }

    private static Optional<Resource> resource(Section section, String name) {
        Optional<Resource> resource =
                Stream.of(Resource.values()).filter(known -> word(known).equals(name)).findFirst();
        if (resource.isEmpty()) {
            String known =
                    Stream.of(Resource.values())
                            .map(ListenerReader::word)
                            .collect(Collectors.joining(", "));
            section.problem("names", "has " + name + ", but there are only " + known);
        }
        return resource;
    }

    private static String word(Resource resource) {
        return resource.name().toLowerCase(Locale.ROOT);
    }
}
