package myelin.typing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import myelin.BothDatabases;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.sql.Database;

/// Which rows are read, and which stay.
final class TypingTableTest {

    private static final JsonObject ALICE = JsonObject.of("@alice:test", 1_000L);

    private final TypingTable table = new TypingTable();

    private static RoomId room(int number) {
        return RoomId.parse("!room" + number + ":test");
    }

    private void write(Database database, int room, JsonObject users, long expires, long position) {
        database.write(
                tx -> table.set(tx, new TypingTable.Typists(room(room), users, position), expires));
    }

    private static List<RoomId> rooms(Collection<TypingTable.Typists> typists) {
        return typists.stream().map(TypingTable.Typists::room).toList();
    }

    /// A first sync read every room of the server in which anybody had ever typed.
    @BothDatabases
    void whoIsNewReadsOnlyWhereSomebodyTypes(Database database) {
        write(database, 1, JsonObject.EMPTY, 0, 1);
        write(database, 2, ALICE, 1_000, 2);
        write(database, 3, ALICE, 1_000, 3);

        assertThat(rooms(database.read(tx -> table.current(tx, 2)))).containsExactly(room(2));
    }

    @BothDatabases
    void whereNobodyTypesIsForgottenOnceManyOtherRoomsHaveChanged(Database database) {
        write(database, 1, ALICE, 1_000, 1);
        for (int i = 2; i <= 6; i++) {
            write(database, i, JsonObject.EMPTY, 0, i);
        }

        database.write(tx -> table.forget(tx, 2));

        assertThat(rooms(database.read(tx -> table.changed(tx, 0, 10)).values()))
                .containsExactlyInAnyOrder(room(1), room(5), room(6));
    }

    @BothDatabases
    void fewRoomsAreNotForgotten(Database database) {
        write(database, 1, JsonObject.EMPTY, 0, 1);

        database.write(tx -> table.forget(tx, 2));

        assertThat(rooms(database.read(tx -> table.changed(tx, 0, 10)).values()))
                .containsExactly(room(1));
    }
}
