package myelin.observe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Synapse's loggers are called here.
final class LoggerNames {
    private static final String REQUESTS = "myelin.http.RequestLog";

    /// The requests of one listener, by its tag.
    private static final Pattern LISTENER = Pattern.compile("synapse\\.access\\.https?\\.(.+)");

    /// Our packages for a prefix of Synapse's name. The longest prefix decides.
    private static final Map<String, List<String>> OURS = new LinkedHashMap<>();

    static {
        OURS.put("synapse", List.of("myelin"));
        OURS.put("synapse.access", List.of(REQUESTS));
        OURS.put("synapse.access.http", List.of(REQUESTS));
        OURS.put("synapse.http.server", List.of("myelin.http"));
        OURS.put("synapse.http.site", List.of("myelin.http"));
        OURS.put("synapse.http.client", List.of("myelin.outbound"));
        OURS.put("synapse.http.matrixfederationclient", List.of("myelin.outbound", "myelin.peers"));
        OURS.put("synapse.rest", List.of("myelin.http"));
        OURS.put("synapse.rest.admin", List.of("myelin.admin"));
        OURS.put("synapse.storage", List.of("myelin.sql", "myelin.stream"));
        OURS.put("synapse.storage.SQL", List.of("myelin.sql"));
        OURS.put("synapse.storage.txn", List.of("myelin.sql"));
        OURS.put("synapse.storage.background_updates", List.of("myelin.cluster"));
        OURS.put("synapse.replication", List.of("myelin.cluster", "myelin.stream"));
        OURS.put("synapse.federation", List.of("myelin.federation", "myelin.peers"));
        OURS.put("synapse.crypto", List.of("myelin.peers"));
        OURS.put("synapse.state", List.of("myelin.state", "myelin.rooms"));
        OURS.put("synapse.events", List.of("myelin.events", "myelin.rooms"));
        OURS.put("synapse.push", List.of("myelin.push"));
        OURS.put("synapse.appservice", List.of("myelin.appservices"));
        OURS.put("synapse.media", List.of("myelin.media"));
        OURS.put("synapse.metrics", List.of("myelin.observe"));
        OURS.put("synapse.config", List.of("myelin.config", "myelin.options"));
        OURS.put("synapse.app", List.of("myelin.cli"));
        OURS.put("synapse.notifier", List.of("myelin.stream"));
        OURS.put("synapse.api.auth", List.of("myelin.access"));
        OURS.put("synapse.handlers.auth", List.of("myelin.accounts", "myelin.uia"));
        OURS.put("synapse.handlers.register", List.of("myelin.accounts"));
        OURS.put("synapse.handlers.account_data", List.of("myelin.accountdata"));
        OURS.put("synapse.handlers.device", List.of("myelin.devices"));
        OURS.put("synapse.handlers.devicemessage", List.of("myelin.todevice"));
        OURS.put("synapse.handlers.e2e_keys", List.of("myelin.keys"));
        OURS.put("synapse.handlers.e2e_room_keys", List.of("myelin.keys"));
        OURS.put("synapse.handlers.profile", List.of("myelin.profiles"));
        OURS.put("synapse.handlers.presence", List.of("myelin.presence"));
        OURS.put("synapse.handlers.typing", List.of("myelin.typing"));
        OURS.put("synapse.handlers.receipts", List.of("myelin.receipts"));
        OURS.put("synapse.handlers.read_marker", List.of("myelin.receipts"));
        OURS.put("synapse.handlers.sync", List.of("myelin.sync"));
        OURS.put("synapse.handlers.sliding_sync", List.of("myelin.sync"));
        OURS.put("synapse.handlers.message", List.of("myelin.rooms", "myelin.sending"));
        OURS.put("synapse.handlers.room", List.of("myelin.creation"));
        OURS.put("synapse.handlers.room_member", List.of("myelin.memberships", "myelin.members"));
        OURS.put("synapse.handlers.room_list", List.of("myelin.directory"));
        OURS.put("synapse.handlers.directory", List.of("myelin.directory"));
        OURS.put("synapse.handlers.pagination", List.of("myelin.timeline"));
        OURS.put("synapse.handlers.search", List.of("myelin.search"));
        OURS.put("synapse.handlers.user_directory", List.of("myelin.userdirectory"));
        OURS.put("synapse.handlers.federation", List.of("myelin.federation"));
        OURS.put("synapse.handlers.federation_event", List.of("myelin.rooms"));
        OURS.put("synapse.handlers.admin", List.of("myelin.admin"));
    }

    private LoggerNames() {}

    /// Our loggers for one of a logging file: none for a part of Synapse that we do not have, so that
    /// its level does not fall on all of us; a name that is not Synapse's stays as it is.
    static List<String> ours(String name) {
        if (!name.equals("synapse") && !name.startsWith("synapse.")) {
            return List.of(name);
        }
        Matcher listener = LISTENER.matcher(name);
        if (listener.matches()) {
            return List.of(REQUESTS + "." + listener.group(1));
        }
        String prefix = name;
        while (!OURS.containsKey(prefix)) {
            prefix = prefix.substring(0, prefix.lastIndexOf('.'));
        }
        return prefix.equals("synapse") && !name.equals("synapse")
                ? List.of()
                : OURS.getOrDefault(prefix, List.of());
    }
}
