package myelin.initialsync;

import java.util.List;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.stream.Streams;
import myelin.stream.Waiters;
import myelin.sync.Sources;

/// How clients kept up before there was `/sync`
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3initialsync)), and how guests look
/// into a room still.
public final class InitialSync implements Capability {

    private final List<Route> routes;

    /// @param published whether the public room list shows a room
    public InitialSync(
            Sources sources, Streams streams, Waiters waiters, Predicate<RoomId> published) {
        RoomViews rooms = new RoomViews(sources, published);
        EventStream events = new EventStream(sources, streams, waiters);
        this.routes = new InitialSyncEndpoints(sources, streams, rooms, events).routes();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }
}
