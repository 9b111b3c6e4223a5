package myelin.config;

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
import org.jspecify.annotations.Nullable;

/// The whole configuration, one record for each concern. Only the composition root holds it; everybody
/// else receives his own record.
///
/// @param server who this server is
/// @param keys with which keys it signs
/// @param secrets its other secrets
/// @param listeners where it listens
/// @param tls the certificate of its listeners; null when none speaks TLS
/// @param database where it keeps its data
/// @param backgroundUpdates how slow changes of it go on
/// @param outbound what holds for its own requests
/// @param rateLimits how often things may be done
/// @param registration who may make an account
/// @param passwords how passwords are kept and what they must be
/// @param sessions how long a login lasts
/// @param blocking whether users are turned away altogether
/// @param profiles what profiles may be
/// @param rooms how rooms are made
/// @param autoAccept which invitations are accepted without asking
/// @param delayedEvents how long events may wait
/// @param retention how long messages may be read
/// @param directory who may name and publish them
/// @param userDirectory who is found
/// @param sync what `/sync` gives
/// @param presence who is told who is there
/// @param consent the privacy policy; null when there is none
/// @param notices how the server speaks to single users
/// @param push notifications
/// @param turn through which servers calls go
/// @param metrics what may be watched
/// @param experimental switches of unfinished MSCs
public record Config(
        ServerConfig server,
        KeysConfig keys,
        SecretsConfig secrets,
        List<ListenerConfig> listeners,
        @Nullable TlsConfig tls,
        DatabaseConfig database,
        BackgroundUpdatesConfig backgroundUpdates,
        OutboundConfig outbound,
        RateLimitConfig rateLimits,
        RegistrationConfig registration,
        PasswordConfig passwords,
        SessionConfig sessions,
        BlockingConfig blocking,
        ProfileConfig profiles,
        RoomConfig rooms,
        AutoAcceptConfig autoAccept,
        DelayedEventsConfig delayedEvents,
        RetentionConfig retention,
        DirectoryConfig directory,
        UserDirectoryConfig userDirectory,
        SyncConfig sync,
        PresenceConfig presence,
        @Nullable ConsentConfig consent,
        NoticesConfig notices,
        PushConfig push,
        TurnConfig turn,
        MetricsConfig metrics,
        ExperimentalConfig experimental) {

    /// The same with another database.
    public Config with(DatabaseConfig other) {
        return new Config(
                server,
                keys,
                secrets,
                listeners,
                tls,
                other,
                backgroundUpdates,
                outbound,
                rateLimits,
                registration,
                passwords,
                sessions,
                blocking,
                profiles,
                rooms,
                autoAccept,
                delayedEvents,
                retention,
                directory,
                userDirectory,
                sync,
                presence,
                consent,
                notices,
                push,
                turn,
                metrics,
                experimental);
    }
}
