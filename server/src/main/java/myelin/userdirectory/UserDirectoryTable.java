package myelin.userdirectory;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.MxcUri;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Those who can be found, the starts of their words, and the rooms that are open to all.
final class UserDirectoryTable {

    /// Greater than any character.
    private static final String END = Character.toString(Character.MAX_CODE_POINT);

    private static final Sql FIND = Sql.of("SELECT * FROM user_directory WHERE user_id = :user");

    private static final Sql AMONG =
            Sql.of("SELECT user_id FROM user_directory WHERE user_id {in :users}");

    private static final Sql PUT =
            Sql.of(
                    """
                    INSERT INTO user_directory (user_id, local, display_name, avatar_url)
                    VALUES (:user, :local, :name, :avatar)
                    ON CONFLICT (user_id) DO UPDATE
                        SET display_name = excluded.display_name,
                            avatar_url = excluded.avatar_url\
                    """);

    private static final Sql REMOVE = Sql.of("DELETE FROM user_directory WHERE user_id = :user");

    private static final Sql ADD_WORD =
            Sql.of(
                    """
                    INSERT INTO user_directory_words (word, user_id) VALUES (:word, :user)
                    ON CONFLICT (word, user_id) DO NOTHING\
                    """);

    private static final Sql REMOVE_WORDS =
            Sql.of("DELETE FROM user_directory_words WHERE user_id = :user");

    private static final Sql IS_OPEN =
            Sql.of("SELECT 1 FROM user_directory_rooms WHERE room_id = :room");

    private static final Sql OPEN =
            Sql.of(
                    """
                    INSERT INTO user_directory_rooms (room_id) VALUES (:room)
                    ON CONFLICT (room_id) DO NOTHING\
                    """);

    private static final Sql CLOSE =
            Sql.of("DELETE FROM user_directory_rooms WHERE room_id = :room");

    /// A user of another server, as open rooms show it; of no name when it is in none of them.
    private static final Sql SEEN =
            Sql.of(
                    """
                    SELECT member.user_id, FALSE AS local,
                        CASE WHEN open.room_id IS NULL THEN NULL ELSE member.display_name END
                            AS display_name,
                        CASE WHEN open.room_id IS NULL THEN NULL ELSE member.avatar_url END
                            AS avatar_url
                    FROM memberships member
                    LEFT JOIN user_directory_rooms open ON open.room_id = member.room_id
                    WHERE member.user_id = :user AND member.membership = 'join'
                    ORDER BY CASE WHEN open.room_id IS NULL THEN 1 ELSE 0 END,
                        member.position DESC
                    LIMIT 1\
                    """);

    private static final Sql SEARCH =
            Sql.of(
                    """
                    SELECT listed.user_id, listed.local, listed.display_name, listed.avatar_url
                    FROM user_directory_words start
                    JOIN user_directory listed ON listed.user_id = start.user_id
                    WHERE start.word >= :from AND start.word < :to
                        AND start.user_id <> :searcher
                        AND (CAST(:remote AS BOOLEAN) OR listed.local)
                        AND (CAST(:everybody AS BOOLEAN) OR EXISTS (
                            SELECT 1 FROM memberships theirs
                            WHERE theirs.user_id = start.user_id AND theirs.membership = 'join'
                                AND (EXISTS (SELECT 1 FROM user_directory_rooms open
                                        WHERE open.room_id = theirs.room_id)
                                    OR EXISTS (SELECT 1 FROM memberships mine
                                        WHERE mine.room_id = theirs.room_id
                                            AND mine.user_id = :searcher
                                            AND mine.membership = 'join'))))
                    ORDER BY start.word, start.user_id LIMIT :limit\
                    """);

    /// Whom a search may find.
    ///
    /// @param everybody whether also those whom the searcher meets nowhere
    /// @param remote whether also users of other servers
    record Range(UserId searcher, boolean everybody, boolean remote) {}

    /// Up to `limit` users with a word that starts so, the shortest words first; some perhaps twice.
    List<ListedUser> search(Tx tx, String start, Range range, int limit) {
        return tx.query(SEARCH)
                .bind("from", start)
                .bind("to", start + END)
                .bind("searcher", range.searcher())
                .bind("everybody", range.everybody())
                .bind("remote", range.remote())
                .bind("limit", limit)
                .list(UserDirectoryTable::listed);
    }

    /// Which of these can be found.
    Set<UserId> among(Tx tx, Collection<UserId> users) {
        return new HashSet<>(
                tx.query(AMONG)
                        .bindStrings("users", users.stream().map(UserId::value).toList())
                        .list(row -> row.id("user_id", UserId::parse)));
    }

    /// What may be known of a user of another server; empty when it is in no room.
    Optional<ListedUser> seen(Tx tx, UserId user) {
        return tx.query(SEEN).bind("user", user).first(UserDirectoryTable::listed);
    }

    void put(Tx tx, ListedUser listed) {
        if (tx.query(FIND)
                .bind("user", listed.user())
                .first(UserDirectoryTable::listed)
                .equals(Optional.of(listed))) {
            return;
        }
        tx.update(PUT)
                .bind("user", listed.user())
                .bind("local", listed.local())
                .bind("name", listed.displayName())
                .bind("avatar", listed.avatarUrl())
                .run();
        tx.update(REMOVE_WORDS).bind("user", listed.user()).run();
        Batch words = tx.batch(ADD_WORD);
        listed.starts().forEach(word -> words.bind("word", word).bind("user", listed.user()).add());
        words.run();
    }

    void remove(Tx tx, UserId user) {
        tx.update(REMOVE).bind("user", user).run();
        tx.update(REMOVE_WORDS).bind("user", user).run();
    }

    /// Whether anybody may know who is in the room.
    boolean isOpen(Tx tx, RoomId room) {
        return tx.query(IS_OPEN).bind("room", room).exists();
    }

    /// @return how many rows have changed
    int setOpen(Tx tx, RoomId room, boolean open) {
        return tx.update(open ? OPEN : CLOSE).bind("room", room).run();
    }

    private static ListedUser listed(Row row) {
        return new ListedUser(
                row.id("user_id", UserId::parse),
                row.bool("local"),
                row.optionalString("display_name"),
                row.optionalString("avatar_url").filter(url -> MxcUri.tryParse(url).isPresent()));
    }
}
