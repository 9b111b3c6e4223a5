package myelin.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import myelin.BothDatabases;
import myelin.core.room.RoomVersion;
import myelin.sql.Database;
import myelin.state.StateRoot;

/// What must be so for every history; the seed of a room which fails is in the message.
class StateResolverTest {

    private static final int ROOMS = 40;

    /// Asks of rooms of all versions, with nothing in memory of how they came to be.
    private static void inAllRooms(Database database, BiConsumer<ForkingRoom, Stores> property) {
        long number = 1;
        for (int seed = 0; seed < ROOMS; seed++) {
            List<RoomVersion> versions = RoomVersion.stable();
            RoomVersion version = versions.get(seed % versions.size());
            ForkingRoom room =
                    new ForkingRoom(
                                    database,
                                    Stores.of(database),
                                    new Random(seed),
                                    version,
                                    number)
                            .live(40);
            number = room.nextNumber();
            try {
                property.accept(room, Stores.of(database));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static List<StateRoot> roots(List<ForkingRoom.Fork> forks) {
        return forks.stream().map(ForkingRoom.Fork::root).toList();
    }

    @BothDatabases
    void forksResolveAsTheRulesSayOfWholeStates(Database database) {
        inAllRooms(
                database,
                (room, stores) ->
                        assertThat(stores.resolver().resolve(room.version(), roots(room.forks())))
                                .isEqualTo(room.resolve(room.forks()).root()));
    }

    @BothDatabases
    void theOrderOfForksDoesNotMatter(Database database) {
        inAllRooms(
                database,
                (room, stores) -> {
                    List<StateRoot> more = new ArrayList<>(roots(room.forks()).reversed());
                    more.addAll(roots(room.forks()));
                    StateResolver another =
                            new StateResolver(database, stores.events(), stores.states());
                    assertThat(another.resolve(room.version(), more))
                            .isEqualTo(
                                    stores.resolver().resolve(room.version(), roots(room.forks())));
                });
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
