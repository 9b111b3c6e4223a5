package myelin.users;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.json.JsonWriter;
import myelin.http.MatrixError;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// The profiles of local users as they are stored. What may be put there, and by whom, is the matter of
/// `myelin.profiles`. Called by all request threads.
///
/// [Profiles](https://spec.matrix.org/v1.19/client-server-api/#profiles)
public final class ProfileFields {

    /// The field of the name that others see.
    public static final String DISPLAYNAME = "displayname";

    /// The field of the picture that others see, an `mxc` address.
    public static final String AVATAR_URL = "avatar_url";

    /// "the total profile MUST be under 64 KiB": the size of the profile as JSON, in bytes.
    static final int MAX_BYTES = 65536;

    private final Database database;
    private final Streams streams;
    private final Consumer<Hint> bus;
    private final UsersTable users;
    private final ProfilesTable table = new ProfilesTable();

    ProfileFields(Database database, Streams streams, Consumer<Hint> bus, UsersTable users) {
        this.database = database;
        this.streams = streams;
        this.bus = bus;
        this.users = users;
    }

    /// The whole profile; empty when the user has none, or is none of ours.
    public JsonObject of(UserId user) {
        return database.read(tx -> of(tx, user));
    }

    /// As `of`, within a transaction.
    public JsonObject of(Tx tx, UserId user) {
        return table.all(tx, user);
    }

    /// One field of a profile.
    public Optional<Json> find(Tx tx, UserId user, String field) {
        return table.find(tx, user, field);
    }

    /// The display names and avatars of many users; whoever has neither is not in the map.
    public Map<UserId, JsonObject> namesOf(Tx tx, Collection<UserId> of) {
        return table.namesOf(tx, of.stream().map(UserId::value).toList());
    }

    /// The display name, if there is one.
    public Optional<String> displayName(Tx tx, UserId user) {
        return text(table.find(tx, user, DISPLAYNAME));
    }

    /// The avatar, if there is one.
    public Optional<String> avatarUrl(Tx tx, UserId user) {
        return text(table.find(tx, user, AVATAR_URL));
    }

    /// Sets a field.
    ///
    /// @throws MatrixError 400 `M_PROFILE_TOO_LARGE` when the profile would reach 64 KiB
    public void put(Tx tx, UserId user, String field, Json value) {
        users.lock(tx, user);
        JsonObject profile = table.all(tx, user);
        if (profile.value(field).equals(Optional.of(value))) {
            return;
        }
        if (JsonWriter.bytes(profile.with(field, value)).length >= MAX_BYTES) {
            throw MatrixError.of(400, "M_PROFILE_TOO_LARGE", "Profile too large");
        }
        table.put(tx, user, field, value, reserve(tx, user));
    }

    /// Removes a field; nothing happens when it is not there.
    public void remove(Tx tx, UserId user, String field) {
        users.lock(tx, user);
        if (table.find(tx, user, field).isPresent()) {
            table.put(tx, user, field, null, reserve(tx, user));
        }
    }

    /// Removes the profile.
    public void removeAll(Tx tx, UserId user) {
        table.removeAll(tx, user, reserve(tx, user));
    }

    /// The changes after `since` up to `to` of stream PROFILES, oldest first; of a field that changed twice, the last.
    public List<ProfileChange> changes(Tx tx, long since, long to, int limit) {
        return table.changes(tx, since, to, limit);
    }

    private long reserve(Tx tx, UserId user) {
        long position = streams.reserve(tx, Stream.PROFILES, 1);
        tx.afterCommit(() -> bus.accept(Hint.ofUsers(Stream.PROFILES, position, Set.of(user))));
        return position;
    }

    private static Optional<String> text(Optional<Json> value) {
        return value.map(json -> json instanceof JsonString(var text) ? text : null);
    }
}
