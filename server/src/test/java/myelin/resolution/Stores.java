package myelin.resolution;

import java.time.InstantSource;
import myelin.events.Events;
import myelin.sql.Database;
import myelin.state.StateStore;

/// Events and states of one database, and what resolves them.
record Stores(Events events, StateStore states, StateResolver resolver) {

    static Stores of(Database database) {
        Events events = new Events(database);
        StateStore states = new StateStore(database, InstantSource.system());
        return new Stores(events, states, new StateResolver(database, events, states));
    }
}
