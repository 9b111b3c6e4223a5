package myelin.accountdata;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Set;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Whom each user does not want to hear, in memory. Keyed by the position of the ACCOUNT_DATA stream
/// at which it was read, so a change made by another node is seen as soon as its position is.
/// Any thread.
public final class IgnoredUsers {

    /// Users in memory, at most.
    private static final int CACHED = 20_000;

    private final Database database;
    private final Streams streams;
    private final AccountData accountData;
    private final Cache<UserId, Known> cache = Caffeine.newBuilder().maximumSize(CACHED).build();

    private record Known(Set<UserId> ignored, long asOf) {}

    IgnoredUsers(Database database, Streams streams, AccountData accountData) {
        this.database = database;
        this.streams = streams;
        this.accountData = accountData;
    }

    /// Whom the user does not want to hear.
    public Set<UserId> of(UserId user) {
        long now = streams.heads().of(Stream.ACCOUNT_DATA);
        Known known = cache.getIfPresent(user);
        if (known == null || known.asOf() < now) {
            known = new Known(database.read(tx -> accountData.ignoredBy(tx, user)), now);
            cache.put(user, known);
        }
        return known.ignored();
    }
}
