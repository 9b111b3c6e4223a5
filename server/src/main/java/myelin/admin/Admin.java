package myelin.admin;

import java.util.List;
import myelin.cluster.Jobs;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.sql.Database;

/// What administrators may ask and do, on Synapse's paths and in its words.
public final class Admin implements Capability {

    private final List<Route> routes;

    public Admin(Database database, Jobs jobs) {
        this.routes = new BackgroundUpdateEndpoints(database, jobs).routes();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }
}
