package myelin.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import myelin.config.people.BlockingConfig;
import myelin.config.people.ConsentConfig;
import myelin.config.people.PasswordConfig;
import myelin.config.people.ProfileConfig;
import myelin.config.people.RegistrationConfig;
import myelin.config.people.SessionConfig;
import myelin.config.rooms.AutoAcceptConfig;
import myelin.config.rooms.DelayedEventsConfig;
import myelin.config.rooms.DirectoryConfig;
import myelin.config.rooms.NoticesConfig;
import myelin.config.rooms.PresenceConfig;
import myelin.config.rooms.PushConfig;
import myelin.config.rooms.RetentionConfig;
import myelin.config.rooms.RoomConfig;
import myelin.config.rooms.SyncConfig;
import myelin.config.rooms.UserDirectoryConfig;
import myelin.options.InvalidConfig;
import myelin.options.Reading;
import myelin.options.Section;

/// Reads `homeserver.yaml` into [Config].
public final class ConfigReader {
    private ConfigReader() {}

    /// A configuration, and what its administrator should hear about it.
    ///
    /// @param config what was read
    /// @param reading the same, option by option
    public record Loaded(Config config, Reading reading) {

        /// One line for each: unknown keys, old names, options without effect.
        public List<String> warnings() {
            var warnings = new ArrayList<>(reading.unknown());
            warnings.addAll(reading.notes());
            return warnings;
        }
    }

    /// Reads files and folders as `-c` names them; a later one replaces top-level keys of an earlier one.
    ///
    /// @throws InvalidConfig with everything that is wrong
    public static Loaded read(List<Path> paths) {
        return load(Reading.of(paths), directory(paths));
    }

    /// Reads a text. Relative files, and those that have to stand beside the configuration, are looked for
    /// in the working directory.
    ///
    /// @throws InvalidConfig with everything that is wrong
    public static Config parse(String yaml) {
        return load(Reading.of("homeserver.yaml", yaml), Path.of("").toAbsolutePath()).config();
    }

    /// Reads `database` alone.
    public static DatabaseConfig database(Section root, List<Path> paths) {
        return DatabaseReader.read(root, directory(paths));
    }

    /// Where files are that stand beside the configuration: the folder of the first of its files.
    public static Path directory(List<Path> paths) {
        Path first = paths.getFirst().toAbsolutePath();
        Path parent = first.getParent();
        return Files.isDirectory(first) || parent == null ? first : parent;
    }

    private static Loaded load(Reading reading, Path directory) {
        Config config = config(reading.root(), directory);
        reading.finish();
        return new Loaded(config, reading);
    }

    private static Config config(Section root, Path directory) {
        List<ListenerConfig> listeners = ListenerReader.listeners(root);
        return new Config(
                ServerConfig.read(root),
                KeysConfig.read(root, directory),
                SecretsConfig.read(root),
                listeners,
                ListenerReader.tls(root, listeners),
                DatabaseReader.read(root, directory),
                BackgroundUpdatesConfig.read(root),
                OutboundConfig.read(root),
                rateLimits(root),
                RegistrationConfig.read(root),
                PasswordConfig.read(root),
                SessionConfig.read(root),
                BlockingConfig.read(root),
                ProfileConfig.read(root),
                RoomConfig.read(root),
                AutoAcceptConfig.read(root),
                DelayedEventsConfig.read(root),
                RetentionConfig.read(root),
                DirectoryConfig.read(root),
                UserDirectoryConfig.read(root),
                SyncConfig.read(root),
                PresenceConfig.read(root),
                ConsentConfig.read(root),
                NoticesConfig.read(root),
                PushConfig.read(root),
                TurnConfig.read(root),
                MetricsConfig.read(root),
                ExperimentalConfig.read(root));
    }

    private static final List<String> RATES =
            List.of(
                    "rc_message",
                    "rc_registration",
                    "rc_registration_token_validity",
                    "rc_login.address",
                    "rc_login.account",
                    "rc_login.failed_attempts",
                    "rc_admin_redaction",
                    "rc_joins.local",
                    "rc_joins.remote",
                    "rc_joins_per_room",
                    "rc_key_requests",
                    "rc_3pid_validation",
                    "rc_invites.per_room",
                    "rc_invites.per_user",
                    "rc_invites.per_issuer",
                    "rc_third_party_invite",
                    "rc_media_create",
                    "rc_presence.per_user",
                    "rc_delayed_event_mgmt",
                    "rc_reports",
                    "rc_room_creation",
                    "rc_user_directory");

    private static RateLimitConfig rateLimits(Section root) {
        var rates = new java.util.HashMap<String, RateLimitConfig.Rate>();
        for (String path : RATES) {
            int dot = path.indexOf('.');
            Section parent = dot < 0 ? root : root.section(path.substring(0, dot));
            String key = path.substring(dot + 1);
            if (parent.has(key)) {
                Section rate = parent.section(key);
                rates.put(
                        path,
                        new RateLimitConfig.Rate(
                                rate.number("per_second"), rate.number("burst_count")));
            }
        }
        return new RateLimitConfig(rates);
    }
}
