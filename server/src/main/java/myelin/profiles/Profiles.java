package myelin.profiles;

import static myelin.users.ProfileFields.AVATAR_URL;
import static myelin.users.ProfileFields.DISPLAYNAME;

import java.util.List;
import java.util.Optional;
import myelin.config.people.ProfileConfig;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.memberships.Memberships;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.users.Users;

/// What may be put into profiles and who may read them. Called by all request threads.
///
/// [Profiles](https://spec.matrix.org/v1.19/client-server-api/#profiles)
public final class Profiles implements Capability {

    private static final int MAX_DISPLAYNAME = 256;
    private static final int MAX_AVATAR_URL = 1000;

    private final Database database;
    private final Users users;
    private final RoomProfiles rooms;
    private final ProfileConfig config;

    public Profiles(Database database, Users users, RoomProfiles rooms, ProfileConfig config) {
        this.database = database;
        this.users = users;
        this.rooms = rooms;
        this.config = config;
    }

    /// Profiles that show in rooms.
    public static Profiles of(
            Database database,
            Users users,
            Rooms rooms,
            Memberships memberships,
            ProfileConfig config) {
        return new Profiles(database, users, new MemberProfiles(rooms, memberships), config);
    }

    @Override
    public List<Route> routes() {
        return new ProfileEndpoints(this, config.requireAuthForProfileRequests()).routes();
    }

    /// A user's whole profile, as others may see it.
    ///
    /// @param reader who asks; absent when nobody needs to say who he is
    /// @throws MatrixError 404 `M_NOT_FOUND` when there is none; 403 when the reader may not see it
    JsonObject read(UserId user, Optional<UserId> reader) {
        requireReadable(user, reader);
        JsonObject profile = users.profile(user);
        if (profile.isEmpty()) {
            throw MatrixError.notFound("Profile not found");
        }
        return profile;
    }

    /// One field of a profile; otherwise as `read`.
    Json read(UserId user, String field, Optional<UserId> reader) {
        requireReadable(user, reader);
        return database.read(tx -> users.profiles().find(tx, user, field))
                .orElseThrow(() -> MatrixError.notFound("Profile field not found"));
    }

    /// Sets a field. An empty display name or avatar is removed.
    ///
    /// @throws MatrixError 400 when the value is none for this field; 403 when the caller may not
    void set(Requester by, UserId user, String field, Json value) {
        requireWritable(by, user, field);
        Optional<Json> checked =
                switch (field) {
                    case DISPLAYNAME ->
                            text(field, value, MAX_DISPLAYNAME)
                                    .map(String::strip)
                                    .map(JsonString::new);
                    case AVATAR_URL -> text(field, value, MAX_AVATAR_URL).map(JsonString::new);
                    default -> Optional.of(value);
                };
        database.write(tx -> {
            if (checked.isPresent()) {
                users.profiles().put(tx, user, field, checked.get());
            } else {
                users.profiles().remove(tx, user, field);
            }
        });
        spread(by, user, field);
    }

    /// Removes a field; it need not be there.
    ///
    /// @throws MatrixError 403 when the caller may not
    void remove(Requester by, UserId user, String field) {
        requireWritable(by, user, field);
        database.write(tx -> users.profiles().remove(tx, user, field));
        spread(by, user, field);
    }

    private void requireReadable(UserId user, Optional<UserId> reader) {
        boolean open =
                !config.limitProfileRequestsToUsersWhoShareRooms()
                        || reader.isEmpty()
                        || reader.get().equals(user);
        if (!open && !rooms.shareRoom(reader.orElseThrow(), user)) {
            throw MatrixError.forbidden("Profile isn't available");
        }
        if (!users.isLocal(user)) {
            throw MatrixError.notFound("Profile not found");
        }
    }

    private void requireWritable(Requester by, UserId user, String field) {
        if (!by.user().equals(user) && !by.admin()) {
            throw MatrixError.forbidden("Cannot set another user's profile");
        }
        if (!users.isLocal(user) || users.find(user).isEmpty()) {
            throw MatrixError.notFound("No such user on this server");
        }
        if (by.guest() && !field.equals(DISPLAYNAME)) {
            throw MatrixError.guestAccessForbidden();
        }
        by.requireNotSuspended();
        if (!by.admin() && !mayChange(user, field)) {
            throw MatrixError.forbidden("Changing " + field + " is disabled on this server");
        }
    }

    /// Where changes are disabled, a field may still be set once.
    private boolean mayChange(UserId user, String field) {
        boolean enabled =
                switch (field) {
                    case DISPLAYNAME -> config.enableSetDisplayname();
                    case AVATAR_URL -> config.enableSetAvatarUrl();
                    default -> true;
                };
        return enabled || database.read(tx -> users.profiles().find(tx, user, field)).isEmpty();
    }

    private static Optional<String> text(String field, Json value, int maxLength) {
        if (!(value instanceof JsonString(var text))) {
            throw MatrixError.invalidParam("'" + field + "' must be a string");
        }
        if (text.codePointCount(0, text.length()) > maxLength) {
            throw MatrixError.invalidParam(field + " is too long (max " + maxLength + ")");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private void spread(Requester by, UserId user, String field) {
        if ((field.equals(DISPLAYNAME) || field.equals(AVATAR_URL)) && !by.shadowBanned()) {
            rooms.spread(by, user);
        }
    }
}
