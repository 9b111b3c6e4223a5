package myelin.http;

import java.util.List;
import myelin.cluster.Follower;

/// The front of a package: what it adds to the server.
public interface Capability {

    /// The routes of this package.
    List<Route> routes();

    /// The work of this package behind streams.
    default List<Follower> followers() {
        return List.of();
    }
}
