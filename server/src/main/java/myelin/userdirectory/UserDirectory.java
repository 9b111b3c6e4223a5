package myelin.userdirectory;

import static myelin.http.Caller.USER;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import myelin.cluster.Follower;
import myelin.config.rooms.UserDirectoryConfig;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.Request;
import myelin.http.Route;
import myelin.limits.RateLimit;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.users.Mark;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// Searching for users by the starts of the words in their names
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#user-directory)). Any thread.
///
/// One finds those with whom one shares a room, and those in rooms that anybody may join or read. That
/// is asked of the memberships as they are; the names follow a moment behind.
public final class UserDirectory implements Capability {

    private static final long DEFAULT_LIMIT = 10;
    private static final long MAX_LIMIT = 50;

    /// Users who are looked at for one answer.
    private static final int CANDIDATES = 1_000;

    private final Database database;
    private final Users users;
    private final UserDirectoryConfig config;
    private final UserDirectoryTable table = new UserDirectoryTable();
    private final Listing listing;

    public UserDirectory(Database database, Rooms rooms, Users users, UserDirectoryConfig config) {
        this.database = database;
        this.users = users;
        this.config = config;
        this.listing = new Listing(database, rooms, users, table);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/_matrix/client/v3/user_directory/search")
                        .operation("searchUserDirectory")
                        .caller(USER)
                        .limit(RateLimit.USER_DIRECTORY)
                        .r0()
                        .to(this::search));
    }

    @Override
    public List<Follower> followers() {
        return listing.followers();
    }

    /// Deletes up to `limit` rows of a room that goes.
    ///
    /// @return how many; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        return table.setOpen(tx, room, false);
    }

    /// Has users who are not in a room any more that goes be listed as they are seen in others, or no longer.
    public void left(Tx tx, List<UserId> users) {
        listing.left(tx, users);
    }

    record Search(String searchTerm, @Nullable Long limit) {}

    private JsonObject search(Request request) {
        Search search = request.body(Search.class);
        long wanted = search.limit() == null ? DEFAULT_LIMIT : search.limit();
        int limit = (int) Math.clamp(wanted, 0, MAX_LIMIT);
        Term term = Term.parse(search.searchTerm());
        if (!config.enabled() || term.words().isEmpty()) {
            return answer(List.of(), false);
        }
        return find(request.requester().user(), term, limit);
    }

    private JsonObject find(UserId searcher, Term term, int limit) {
        UserDirectoryTable.Range range =
                new UserDirectoryTable.Range(
                        searcher, config.searchAllUsers(), !config.excludeRemoteUsers());
        List<ListedUser> candidates =
                database.read(tx -> table.search(tx, term.longestWord(), range, CANDIDATES));
        Set<ListedUser> matching = new LinkedHashSet<>();
        candidates.stream().filter(term::matches).forEach(matching::add);
        List<ListedUser> found =
                matching.stream()
                        .sorted(bestFirst(term))
                        .filter(user -> isShown(user.user()))
                        .limit(limit + 1L)
                        .toList();
        boolean limited = found.size() > limit || candidates.size() == CANDIDATES;
        return answer(found.subList(0, Math.min(limit, found.size())), limited);
    }

    private Comparator<ListedUser> bestFirst(Term term) {
        return Comparator.comparing(
                        (ListedUser user) -> !(config.preferLocalUsers() && user.local()))
                .thenComparing(term::wholeWords, Comparator.reverseOrder())
                .thenComparing(user -> user.displayName().isEmpty())
                .thenComparing(user -> user.avatarUrl().isEmpty());
    }

    private boolean isShown(UserId user) {
        return !users.is(user, Mark.DEACTIVATED)
                && (config.showLockedUsers() || !users.is(user, Mark.LOCKED));
    }

    private static JsonObject answer(List<ListedUser> found, boolean limited) {
        return JsonObject.of(
                "results",
                JsonArray.from(found.stream().map(ListedUser::json).toList()),
                "limited",
                limited);
    }
}
