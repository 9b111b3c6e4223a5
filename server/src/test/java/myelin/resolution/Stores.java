package myelin.resolution;

import java.time.InstantSource;
import myelin.events.Events;
import myelin.sql.Database;
import myelin.state.StateStore;

/// Events and states of one database, and what resolves them.
record Stores(Events events, StateStore states, AuthChains chains, StateResolver resolver) {

    static Stores of(Database database) {
        Events events = new Events(database);
        StateStore states = new StateStore(database, InstantSource.system());
        AuthChains chains = new AuthChains(database, events, states);
        return new Stores(
                events, states, chains, new StateResolver(database, events, states, chains));
    }
}
