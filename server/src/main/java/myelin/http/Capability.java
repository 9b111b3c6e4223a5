package myelin.http;

import java.util.List;

/// The front of a package: what it adds to the server.
public interface Capability {

    /// The routes of this package.
    List<Route> routes();
}
