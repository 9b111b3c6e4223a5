package myelin.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import myelin.core.Gen;
import myelin.core.id.EventId;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;

/// What holds for every room, however its history has forked.
class StateResolutionPropertiesTest {

    private static void forAllRooms(Consumer<ForkedRoom> property) {
        Gen.forAll(
                300,
                gen ->
                        property.accept(
                                new ForkedRoom(gen, gen.pick(RoomVersion.stable())).live(40)));
    }

    @Test
    void oneStateResolvesToItself() {
        forAllRooms(room -> {
            for (StateMap state : room.heads()) {
                assertThat(room.resolve(List.of(state))).isEqualTo(state);
                assertThat(room.resolve(List.of(state, state))).isEqualTo(state);
            }
        });
    }

    @Test
    void theOrderOfForksDoesNotMatter() {
        forAllRooms(room -> {
            StateMap resolved = room.resolve(room.heads());
            List<StateMap> shuffled = new ArrayList<>(room.heads());
            Collections.shuffle(shuffled, new Random(shuffled.size()));
            assertThat(room.resolve(shuffled)).isEqualTo(resolved);
            assertThat(room.resolve(room.heads().reversed())).isEqualTo(resolved);
        });
    }

    @Test
    void everyWinnerIsPermittedByTheStateThatItWasAppliedTo() {
        forAllRooms(room ->
                Winners.check(
                        room.version().rules(),
                        room.heads(),
                        room.known(),
                        room.resolve(room.heads())));
    }

    @Test
    void aForkMayBeGivenTwice() {
        forAllRooms(room -> {
            List<StateMap> twice = new ArrayList<>(room.heads());
            twice.addAll(room.heads());
            assertThat(room.resolve(twice)).isEqualTo(room.resolve(room.heads()));
        });
    }

    @Test
    void whatAllForksAgreeOnStays() {
        forAllRooms(room -> {
            StateMap resolved = room.resolve(room.heads());
            Map<StateKey, EventId> agreed = new HashMap<>(room.heads().getFirst().events());
            agreed.keySet().removeAll(Conflict.between(room.heads()).differing().keySet());
            assertThat(resolved.events()).containsAllEntriesOf(agreed);
        });
    }

    @Test
    void nothingIsInTheResultWhichWasInNoForkAndNoAuthChain() {
        forAllRooms(room -> {
            List<StateMap> forks = room.heads();
            var seen = forks.stream().flatMap(fork -> fork.events().values().stream());
            assertThat(AuthChain.of(seen.toList(), room.known()))
                    .containsAll(room.resolve(forks).events().values());
        });
    }
}
