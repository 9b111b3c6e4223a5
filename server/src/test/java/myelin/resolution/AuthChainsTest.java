package myelin.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import myelin.BothDatabases;
import myelin.core.state.AuthChain;
import myelin.core.state.Conflict;
import myelin.core.state.StateMap;
import myelin.sql.Database;
import myelin.state.StateRoot;

class AuthChainsTest {

    private static List<StateMap> maps(ForkingRoom room) {
        return room.forks().stream().map(ForkingRoom.Fork::map).toList();
    }

    private static Forks forks(ForkingRoom room, Stores stores) {
        Set<StateRoot> roots = new HashSet<>();
        room.forks().forEach(fork -> roots.add(fork.root()));
        return Forks.compare(roots, stores.states());
    }

    @BothDatabases
    void theDifferenceIsThatOfWholeStates(Database database) {
        ForkingRoom.inAll(
                database,
                (room, stores) ->
                        assertThat(stores.chains().difference(forks(room, stores)))
                                .isEqualTo(
                                        room.numbers(
                                                AuthChain.difference(maps(room), room.known()))));
    }

    @BothDatabases
    void theSubgraphIsThatOfAWalkEventByEvent(Database database) {
        ForkingRoom.inAll(
                database,
                (room, stores) ->
                        assertThat(
                                        stores.chains()
                                                .conflictedSubgraph(
                                                        forks(room, stores).conflicted()))
                                .isEqualTo(
                                        room.numbers(
                                                AuthChain.conflictedSubgraph(
                                                        Conflict.between(maps(room)).events(),
                                                        room.known()))));
    }
}
