package myelin.serverinfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.config.ServerConfig;
import myelin.config.people.PasswordConfig;
import myelin.config.people.ProfileConfig;
import myelin.config.people.SessionConfig;
import myelin.config.rooms.RoomConfig;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.observe.Exposition;
import org.jspecify.annotations.Nullable;

/// What the server says about itself. Immutable; called by all request threads.
public final class ServerInfo implements Capability {

    private final List<Route> routes;

    /// @param others the routes of all other packages: what is not served is not announced
    /// @param unstableFeatures names of the features before their specification which work here
    /// @param unstableCapabilities what of proposals users may do here, by name
    /// @param metrics what `/_synapse/metrics` shows; null: the page is not served
    public ServerInfo(
            Settings settings,
            List<Route> others,
            List<String> unstableFeatures,
            JsonObject unstableCapabilities,
            String version,
            @Nullable Exposition metrics) {
        Set<String> operations =
                others.stream()
                        .map(Route::operation)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        List<Route> all = new ArrayList<>();
        all.addAll(new VersionsEndpoints(unstableFeatures, version).routes());
        all.addAll(new CapabilitiesEndpoints(settings, operations, unstableCapabilities).routes());
        all.addAll(new WellKnownEndpoints(settings.server()).routes());
        all.addAll(new PageEndpoints(settings.server()).routes());
        all.addAll(new MonitoringEndpoints(metrics).routes());
        this.routes = List.copyOf(all);
    }

    /// What the answers depend on.
    public record Settings(
            ServerConfig server,
            ProfileConfig profiles,
            RoomConfig rooms,
            PasswordConfig passwords,
            SessionConfig sessions) {}

    @Override
    public List<Route> routes() {
        return routes;
    }
}
