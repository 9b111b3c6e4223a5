package myelin.users;

import java.util.HashSet;
import java.util.Set;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// The users of this server who asked to be forgotten. They are few, while it is asked of the sender of each event that
/// anybody reads: so all of them are in memory, from the first question on.
///
/// A change on this node counts as soon as it is committed; one on another node when its hint has come, or a second
/// later. Called by request threads; one at a time reads what has changed.
final class ErasedUsers {

    private final Database database;
    private final Streams streams;
    private final UsersTable table;
    private volatile Known known = Known.NOTHING;

    /// @param position of stream USERS up to which it is known
    private record Known(Set<UserId> users, long position) {

        /// Nothing was asked yet.
        private static final Known NOTHING = new Known(Set.of(), -1);

        boolean isUpTo(long head) {
            return position >= head;
        }
    }

    ErasedUsers(Database database, Streams streams, UsersTable table) {
        this.database = database;
        this.streams = streams;
        this.table = table;
    }

    boolean contains(UserId user) {
        long head = streams.heads().of(Stream.USERS);
        Known now = known;
        return (now.isUpTo(head) ? now : catchUp(head)).users().contains(user);
    }

    private synchronized Known catchUp(long head) {
        Known before = known;
        if (before.isUpTo(head)) {
            return before;
        }
        Known after = database.read(tx -> read(tx, before));
        known = after;
        return after;
    }

    private Known read(Tx tx, Known before) {
        long position = streams.heads(tx).of(Stream.USERS);
        if (before.equals(Known.NOTHING)) {
            return new Known(table.erased(tx), position);
        }
        Set<UserId> users = new HashSet<>(before.users());
        table.erasedSince(tx, before.position())
                .forEach((user, erased) -> {
                    if (erased) {
                        users.add(user);
                    } else {
                        users.remove(user);
                    }
                });
        return new Known(users, position);
    }
}
