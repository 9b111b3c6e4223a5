package myelin.accountdata;

import java.util.Optional;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.stream.Remembered;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Whom each user does not want to hear, in memory. Any thread.
public final class IgnoredUsers {

    /// Users in memory, at most.
    private static final int CACHED = 20_000;

    private final Database database;
    private final AccountData accountData;
    private final Remembered<UserId, Set<UserId>> remembered;

    IgnoredUsers(Database database, Streams streams, AccountData accountData) {
        this.database = database;
        this.accountData = accountData;
        this.remembered = new Remembered<>(streams, Stream.ACCOUNT_DATA, CACHED);
    }

    /// Whom the user does not want to hear.
    public Set<UserId> of(UserId user) {
        return remembered.of(user, before -> database.read(tx -> accountData.ignoredBy(tx, user)));
    }

    /// Hears what account data was stored at a position.
    void stored(UserId user, Optional<RoomId> room, String type, long position) {
        if (room.isEmpty() && type.equals(AccountData.IGNORED_USER_LIST)) {
            remembered.moved(user, position);
        } else {
            remembered.passed(position);
        }
    }
}
