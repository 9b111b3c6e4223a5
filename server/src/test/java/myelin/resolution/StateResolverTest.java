package myelin.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import myelin.BothDatabases;
import myelin.core.room.RoomVersion;
import myelin.observe.RequestScope;
import myelin.sql.Database;
import myelin.state.StateRoot;

class StateResolverTest {

    private static List<StateRoot> roots(List<ForkingRoom.Fork> forks) {
        return forks.stream().map(ForkingRoom.Fork::root).toList();
    }

    @BothDatabases
    void forksResolveAsTheRulesSayOfWholeStates(Database database) {
        ForkingRoom.inAll(
                database,
                (room, stores) ->
                        assertThat(stores.resolver().resolve(room.version(), roots(room.forks())))
                                .isEqualTo(room.resolve(room.forks()).root()));
    }

    /// Then the power levels on which old events are based are far back, and read in stretches.
    @BothDatabases
    void theMainlineMayBeLong(Database database) {
        long number = 1;
        for (int seed = 0; seed < 5; seed++) {
            ForkingRoom room =
                    new ForkingRoom(
                                    database,
                                    Stores.of(database),
                                    new Random(seed),
                                    RoomVersion.V11,
                                    number)
                            .live(30)
                            .changeLevels(120)
                            .live(30);
            number = room.nextNumber();
            assertThat(Stores.of(database).resolver().resolve(room.version(), roots(room.forks())))
                    .isEqualTo(room.resolve(room.forks()).root());
        }
    }

    /// Nothing is in memory. The tree of the larger room is deeper, so a few more levels are read.
    @BothDatabases
    void theCostFollowsTheConflictAndNotTheRoom(Database database) {
        for (RoomVersion version : List.of(RoomVersion.V1, RoomVersion.V11, RoomVersion.V12)) {
            int few = statements(database, quarrel(database, version, 10));
            int many = statements(database, quarrel(database, version, 500));

            assertThat(few).isPositive();
            assertThat(many).as("version %s", version).isLessThanOrEqualTo(few + 10);
        }
    }

    private static ForkingRoom quarrel(Database database, RoomVersion version, int members) {
        return new ForkingRoom(
                        database,
                        Stores.of(database),
                        new Random(7),
                        version,
                        number(version, members))
                .crowd(members)
                .quarrel();
    }

    /// Where the numbers of a room's events begin.
    private static long number(RoomVersion version, int members) {
        return Long.parseLong(version.id()) * 100_000 + members;
    }

    private static int statements(Database database, ForkingRoom room) {
        StateResolver resolver = Stores.of(database).resolver();
        RequestScope scope = new RequestScope("counted");
        ScopedValue.where(RequestScope.CURRENT, scope)
                .run(() -> resolver.resolve(room.version(), roots(room.forks())));
        return scope.statements();
    }

    @BothDatabases
    void theOrderOfForksDoesNotMatter(Database database) {
        ForkingRoom.inAll(
                database,
                (room, stores) -> {
                    List<StateRoot> more = new ArrayList<>(roots(room.forks()).reversed());
                    more.addAll(roots(room.forks()));
                    StateResolver another = Stores.of(database).resolver();
                    assertThat(another.resolve(room.version(), more))
                            .isEqualTo(
                                    stores.resolver().resolve(room.version(), roots(room.forks())));
                });
    }

    /// No event may bring it about; if one did, both rooms would be broken.
    @BothDatabases
    void statesOfTwoRoomsAreNeverMixed(Database database) {
        Stores stores = Stores.of(database);
        RoomVersion version = RoomVersion.V11;
        ForkingRoom one = new ForkingRoom(database, stores, new Random(1), version, 1).live(9);
        ForkingRoom two =
                new ForkingRoom(database, stores, new Random(2), version, one.nextNumber()).live(9);
        List<StateRoot> mixed =
                List.of(roots(one.forks()).getFirst(), roots(two.forks()).getFirst());

        assertThatThrownBy(() -> stores.resolver().resolve(version, mixed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("states of one room");
    }

    @BothDatabases
    void oneForkIsItsOwnResult(Database database) {
        StateRoot root = new StateRoot(1, 1, 2);
        StateResolver resolver = Stores.of(database).resolver();
        assertThat(resolver.resolve(RoomVersion.V12, List.of(root, root))).isEqualTo(root);
    }

    @BothDatabases
    void noForksAreNoState(Database database) {
        assertThat(Stores.of(database).resolver().resolve(RoomVersion.V1, List.of()))
                .isEqualTo(StateRoot.EMPTY);
    }
}
