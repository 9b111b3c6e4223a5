package myelin.accountdata;

import java.util.Set;
import java.util.function.BiFunction;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Remembered;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// What account data of some types says of each user, in memory: whom they ignore, which of their rooms are
/// direct chats. Any thread.
public final class UserSetting<V> {

    /// Users in memory, at most.
    private static final int CACHED = 20_000;

    private final Database database;
    private final Set<String> types;
    private final BiFunction<Tx, UserId, V> reader;
    private final Remembered<UserId, V> remembered;

    /// @param reader reads it from the database, from data of these types only
    UserSetting(
            Database database,
            Streams streams,
            Set<String> types,
            BiFunction<Tx, UserId, V> reader) {
        this.database = database;
        this.types = types;
        this.reader = reader;
        this.remembered = new Remembered<>(streams, Stream.ACCOUNT_DATA, CACHED);
    }

    /// What it says of a user.
    public V of(UserId user) {
        return remembered.of(user, before -> database.read(tx -> reader.apply(tx, user)));
    }

    /// Hears what account data was stored at a position.
    void stored(UserId user, String type, long position) {
        if (types.contains(type)) {
            remembered.moved(user, position);
        } else {
            remembered.passed(position);
        }
    }
}
