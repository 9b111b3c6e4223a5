package myelin.accountdata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import myelin.core.id.DeviceId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Recent;
import myelin.stream.Stream;
import myelin.stream.Streams;
import org.jspecify.annotations.Nullable;

/// The account data of local users. Called by all request threads.
///
/// [Client config](https://spec.matrix.org/v1.19/client-server-api/#client-config)
public final class AccountData implements Capability {

    static final String TAG = "m.tag";
    static final String DIRECT = "m.direct";
    static final String IGNORED_USER_LIST = "m.ignored_user_list";

    /// Before a device's id: whether its notifications are silenced (MSC3890).
    private static final String OF_DEVICE = "org.matrix.msc3890.local_notification_settings.";

    private final Database database;
    private final Streams streams;
    private final Consumer<Hint> bus;
    private final AccountDataTable table = new AccountDataTable();
    private final Recent<UserId> changed = new Recent<>();
    private final Filters filters;
    private final UserSetting<Set<UserId>> ignoredUsers;
    private final UserSetting<Invites.Wishes> inviting;
    private final UserSetting<Set<String>> directRooms;
    private final UserSetting<Map<RoomId, Set<String>>> tagNames;
    private final Invites invites;
    private final Settings settings;

    /// @param maxTimelineLimit the most events of a timeline that a stored filter may ask for; -1: no
    ///     bound
    /// @param invitesFiltered whether users may list who may invite them (MSC4155)
    /// @param deletable whether clients may delete what they have put (MSC3391)
    /// @param droppedWithDevices whether what silences a device is deleted with it (MSC3890)
    public record Settings(
            int maxTimelineLimit,
            boolean invitesFiltered,
            boolean deletable,
            boolean droppedWithDevices) {}

    /// @param bus takes the hints that the stream has moved
    /// @param settings what the configuration says
    public AccountData(Database database, Streams streams, Consumer<Hint> bus, Settings settings) {
        this.database = database;
        this.streams = streams;
        this.bus = bus;
        this.ignoredUsers =
                new UserSetting<>(database, streams, Set.of(IGNORED_USER_LIST), this::ignoredBy);
        this.inviting =
                new UserSetting<>(
                        database,
                        streams,
                        Set.of(Invites.PERMISSION, Invites.FILTER),
                        this::inviting);
        this.directRooms =
                new UserSetting<>(database, streams, Set.of(DIRECT), this::directRoomsOf);
        this.tagNames = new UserSetting<>(database, streams, Set.of(TAG), this::tagNamesOf);
        this.filters = new Filters(database, settings.maxTimelineLimit());
        this.invites = new Invites(ignoredUsers, inviting, settings.invitesFiltered());
        this.settings = settings;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes =
                new ArrayList<>(new AccountDataEndpoints(this, settings.deletable()).routes());
        routes.addAll(new TagEndpoints(this).routes());
        routes.addAll(new FilterEndpoints(filters).routes());
        return routes;
    }

    /// Whom users do not want to hear, from memory.
    public UserSetting<Set<UserId>> ignoredUsers() {
        return ignoredUsers;
    }

    /// Which rooms users call direct chats (`m.direct`), from memory. What they name need not be a room.
    public UserSetting<Set<String>> directRooms() {
        return directRooms;
    }

    /// The names of the tags that users have put on their rooms, from memory.
    public UserSetting<Map<RoomId, Set<String>>> tagNames() {
        return tagNames;
    }

    /// By whom users want to be invited.
    public Invites invites() {
        return invites;
    }

    /// The stored filters.
    public Filters filters() {
        return filters;
    }

    /// One piece; empty when it was never put or was deleted.
    ///
    /// @param room absent: of no room
    public Optional<JsonObject> find(UserId user, Optional<RoomId> room, String type) {
        return database.read(tx -> find(tx, user, room, type));
    }

    /// As `find`, within a transaction.
    public Optional<JsonObject> find(Tx tx, UserId user, Optional<RoomId> room, String type) {
        return table.find(tx, user, room, type);
    }

    /// Stores one piece, as a client asked.
    void put(UserId user, Optional<RoomId> room, String type, JsonObject content) {
        database.write(tx -> put(tx, user, room, type, content));
    }

    /// Deletes one piece, as a client asked.
    void delete(UserId user, Optional<RoomId> room, String type) {
        database.write(tx -> delete(tx, user, room, type));
    }

    /// Stores one piece. Late in the transaction.
    ///
    /// @param room absent: of no room
    public void put(Tx tx, UserId user, Optional<RoomId> room, String type, JsonObject content) {
        write(tx, user, room, type, content);
    }

    /// Deletes one piece, which clients see as an empty object; nothing happens when it is not there.
    public void delete(Tx tx, UserId user, Optional<RoomId> room, String type) {
        if (table.find(tx, user, room, type).isPresent()) {
            write(tx, user, room, type, null);
        }
    }

    /// Deletes what a user has set for devices that are no more. Late in the transaction.
    public void dropOf(Tx tx, UserId user, Collection<DeviceId> devices) {
        if (settings.droppedWithDevices()) {
            devices.forEach(device -> delete(tx, user, Optional.empty(), OF_DEVICE + device));
        }
    }

    /// Deletes all that a user who goes for good has kept here.
    public void deleteAll(Tx tx, UserId user) {
        table.deleteAll(tx, user);
        filters.deleteAll(tx, user);
    }

    /// Deletes up to `limit` rows of a room that goes.
    ///
    /// @return how many; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        return table.deleteIn(tx, room, limit);
    }

    /// All that a user has, for an initial sync: what is of no room first, then by room.
    public List<AccountDatum> all(Tx tx, UserId user) {
        return table.all(tx, user);
    }

    /// All that a user has of no room.
    public List<AccountDatum> ofNoRoom(Tx tx, UserId user) {
        return table.of(tx, user, Optional.empty());
    }

    /// All that a user has of a room.
    public List<AccountDatum> of(Tx tx, UserId user, RoomId room) {
        return table.of(tx, user, Optional.of(room));
    }

    /// What of a user has changed after `since` up to `to` of stream ACCOUNT_DATA; of each type its present content.
    public List<AccountDatum> changes(Tx tx, UserId user, long since, long to) {
        return table.changes(tx, user, since, to);
    }

    /// Whether anything of a user can have changed after `since` up to `to`, from memory: who waits for news need not
    /// ask the database because others have changed something of theirs.
    public boolean mayHaveChanged(UserId user, long since, long to) {
        return changed.mayHave(user::equals, since, to);
    }

    /// The tags of a room: from the tag's name to its content.
    public JsonObject tags(UserId user, RoomId room) {
        return find(user, Optional.of(room), TAG)
                .flatMap(content -> content.object("tags"))
                .orElse(JsonObject.EMPTY);
    }

    /// The rooms that carry a tag, as the database knows them now, that first whose tags have stayed the same for
    /// longest.
    public List<RoomId> tagged(UserId user, String tag) {
        return database.read(tx -> table.ofType(tx, user, TAG)).stream()
                .filter(datum ->
                        datum.content().object("tags").filter(it -> it.has(tag)).isPresent())
                .sorted(Comparator.comparingLong(AccountDatum::position))
                .flatMap(datum -> datum.room().stream())
                .toList();
    }

    /// Puts a tag on a room.
    public void tag(UserId user, RoomId room, String tag, JsonObject content) {
        changeTags(user, room, tags -> tags.with(tag, content));
    }

    /// Takes a tag from a room; it need not be there.
    public void untag(UserId user, RoomId room, String tag) {
        changeTags(user, room, tags -> tags.without(tag));
    }

    /// Whom a user does not want to hear.
    ///
    /// [Ignoring users](https://spec.matrix.org/v1.19/client-server-api/#ignoring-users)
    public Set<UserId> ignoredBy(Tx tx, UserId user) {
        return find(tx, user, Optional.empty(), IGNORED_USER_LIST)
                .map(AccountData::ignored)
                .orElse(Set.of());
    }

    private Invites.Wishes inviting(Tx tx, UserId user) {
        return new Invites.Wishes(
                find(tx, user, Optional.empty(), Invites.PERMISSION),
                find(tx, user, Optional.empty(), Invites.FILTER));
    }

    /// Which of these users do not want to hear somebody.
    public Set<UserId> whoIgnore(Tx tx, UserId ignored, Collection<UserId> among) {
        Set<UserId> ignoring = new HashSet<>();
        for (AccountDataTable.Ignores list :
                table.whoIgnores(tx, among.stream().map(UserId::value).toList())) {
            if (ignored(list.content()).contains(ignored)) {
                ignoring.add(list.user());
            }
        }
        return ignoring;
    }

    private static Set<UserId> ignored(JsonObject content) {
        Set<UserId> ignored = new HashSet<>();
        content.object("ignored_users")
                .map(JsonObject::keys)
                .orElse(List.of())
                .forEach(key -> UserId.tryParse(key).ifPresent(ignored::add));
        return Set.copyOf(ignored);
    }

    private Set<String> directRoomsOf(Tx tx, UserId user) {
        Set<String> direct = new HashSet<>();
        find(tx, user, Optional.empty(), DIRECT)
                .orElse(JsonObject.EMPTY)
                .forEach((other, list) -> {
                    if (list instanceof JsonArray ids) {
                        direct.addAll(ids.strings());
                    }
                });
        return Set.copyOf(direct);
    }

    private Map<RoomId, Set<String>> tagNamesOf(Tx tx, UserId user) {
        Map<RoomId, Set<String>> all = new HashMap<>();
        for (AccountDatum datum : table.ofType(tx, user, TAG)) {
            JsonObject named = datum.content().object("tags").orElse(JsonObject.EMPTY);
            datum.room().ifPresent(room -> all.put(room, Set.copyOf(named.keys())));
        }
        return Map.copyOf(all);
    }

    private interface TagChange {
        JsonObject of(JsonObject tags);
    }

    private void changeTags(UserId user, RoomId room, TagChange change) {
        database.write(tx -> {
            JsonObject content = table.lock(tx, user, room, TAG);
            JsonObject tags = content.object("tags").orElse(JsonObject.EMPTY);
            JsonObject changed = change.of(tags);
            if (!changed.equals(tags) || !content.has("tags")) {
                write(tx, user, Optional.of(room), TAG, content.with("tags", changed));
            }
        });
    }

    private void write(
            Tx tx, UserId user, Optional<RoomId> room, String type, @Nullable JsonObject content) {
        AccountDataTable.Change change = new AccountDataTable.Change(user, room, type, content);
        long position = streams.reserve(tx, Stream.ACCOUNT_DATA, 1);
        table.put(tx, change, position);
        tx.afterCommit(() -> {
            for (UserSetting<?> setting : List.of(ignoredUsers, inviting, directRooms, tagNames)) {
                setting.stored(user, type, position);
            }
            changed.add(user, position);
            bus.accept(Hint.ofUsers(Stream.ACCOUNT_DATA, position, Set.of(user)));
        });
    }
}
