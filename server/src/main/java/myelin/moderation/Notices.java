package myelin.moderation;

import java.util.Optional;
import myelin.accountdata.AccountData;
import myelin.concurrent.KeyedLocks;
import myelin.config.rooms.NoticesConfig;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.creation.Creation;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.memberships.Memberships;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sending.Postponed;
import myelin.sending.Sending;
import myelin.users.Mark;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// What the server itself tells single users, each in a room with the one who speaks for it. Any thread.
///
/// The room is the one that carries the tag `m.server_notice` for its user. Of two nodes that make it at the same moment
/// the one that is second with the tag takes the room of the other.
///
/// [Server notices](https://spec.matrix.org/v1.19/client-server-api/#server-notices)
public final class Notices {

    private static final String TAG = "m.server_notice";

    /// Users may read only.
    private static final JsonObject LEVELS = JsonObject.of("users_default", -10);

    private final Users users;
    private final Rooms rooms;
    private final Sending sending;
    private final Memberships memberships;
    private final Creation creation;
    private final AccountData accountData;
    private final NoticesConfig config;
    private final KeyedLocks<UserId> addressed = new KeyedLocks<>();

    /// Those through whom notices are sent.
    public record Parts(
            Users users,
            Rooms rooms,
            Sending sending,
            Memberships memberships,
            Creation creation,
            AccountData accountData) {}

    Notices(Parts parts, NoticesConfig config) {
        this.users = parts.users();
        this.rooms = parts.rooms();
        this.sending = parts.sending();
        this.memberships = parts.memberships();
        this.creation = parts.creation();
        this.accountData = parts.accountData();
        this.config = config;
    }

    /// An event that the server sends.
    ///
    /// @param stateKey null: it is no state
    public record Notice(String type, @Nullable String stateKey, JsonObject content) {}

    /// Sends a user a notice. Whoever is not in the room is invited, or taken into it.
    ///
    /// @throws MatrixError 400 when nobody speaks for this server or the user is of another one; M_NOT_FOUND when there is
    ///     no such user; what is wrong with the notice
    public EventId send(UserId user, Notice notice) {
        UserId speaker = speaker();
        if (!users.isLocal(user)) {
            throw MatrixError.unknown("Server notices can only be sent to local users");
        }
        if (users.find(user).isEmpty()) {
            throw MatrixError.notFound("User not found");
        }
        RoomId room;
        try (var _ = addressed.hold(user)) {
            room = roomOf(user, speaker);
            bring(user, room, speaker);
        }
        return send(speaker, room, notice);
    }

    private UserId speaker() {
        if (config.localpart() == null) {
            throw MatrixError.unknown("Server notices are not enabled on this server");
        }
        return UserId.of(config.localpart(), users.server());
    }

    private RoomId roomOf(UserId user, UserId speaker) {
        Optional<RoomSnapshot> known = known(user, speaker);
        known.ifPresent(room -> refresh(room, speaker));
        return known.map(RoomSnapshot::room).orElseGet(() -> create(user, speaker));
    }

    private Optional<RoomSnapshot> known(UserId user, UserId speaker) {
        return accountData.tagged(user, TAG).stream()
                .flatMap(room -> rooms.find(room).stream())
                .filter(room -> room.isJoined(speaker))
                .findFirst();
    }

    private RoomId create(UserId user, UserId speaker) {
        JsonObject.Builder wanted =
                JsonObject.builder()
                        .put("preset", "private_chat")
                        .put("name", config.roomName())
                        .put("power_level_content_override", LEVELS);
        RoomId made = creation.createForServer(speaker, wanted.build(), profile());
        accountData.tag(user, made, TAG, JsonObject.EMPTY);
        RoomId first = known(user, speaker).map(RoomSnapshot::room).orElse(made);
        if (!first.equals(made)) {
            accountData.untag(user, made, TAG);
            memberships.leave(speaker, made, JsonObject.EMPTY);
            rooms.forget(made, speaker);
        }
        rooms.find(first).ifPresent(room -> refresh(room, speaker));
        return first;
    }

    private JsonObject profile() {
        JsonObject named = JsonObject.of("displayname", config.displayName());
        return config.avatarUrl() == null ? named : named.with("avatar_url", config.avatarUrl());
    }

    /// Makes the room and its speaker look as the configuration says by now.
    private void refresh(RoomSnapshot room, UserId speaker) {
        refresh(room, speaker, EventType.M_ROOM_NAME, "name", config.roomName());
        refresh(room, speaker, EventType.M_ROOM_AVATAR, "url", config.roomAvatarUrl());
        refresh(room, speaker, EventType.M_ROOM_TOPIC, "topic", config.roomTopic());
        JsonObject member = memberships.member(Membership.JOIN, speaker, false).merge(profile());
        if (!content(room, EventType.M_ROOM_MEMBER, speaker.value()).equals(member)) {
            rooms.sender()
                    .send(
                            room.room(),
                            Draft.state(speaker, EventType.M_ROOM_MEMBER, speaker.value(), member));
        }
    }

    private void refresh(
            RoomSnapshot room, UserId speaker, String type, String field, @Nullable String wanted) {
        String present = content(room, type, "").string(field).orElse("");
        String text = wanted == null ? "" : wanted;
        if (!present.equals(text)) {
            send(speaker, room.room(), new Notice(type, "", JsonObject.of(field, text)));
        }
    }

    private static JsonObject content(RoomSnapshot room, String type, String key) {
        return room.event(type, key).map(event -> event.content()).orElse(JsonObject.EMPTY);
    }

    private void bring(UserId user, RoomId room, UserId speaker) {
        boolean expected =
                rooms.find(room)
                        .flatMap(found -> found.membership(user))
                        .filter(is -> is == Membership.JOIN || is == Membership.INVITE)
                        .isPresent();
        if (expected) {
            return;
        }
        memberships.inviteUnasked(speaker, room, user);
        if (config.autoJoin()) {
            memberships.enter(user, room, users.is(user, Mark.GUEST));
        }
    }

    private EventId send(UserId speaker, RoomId room, Notice notice) {
        Draft draft =
                notice.stateKey() == null
                        ? Draft.message(speaker, notice.type(), notice.content())
                        : Draft.state(speaker, notice.type(), notice.stateKey(), notice.content());
        Postponed.Wish wish = new Postponed.Wish(room, draft, Optional.empty(), Optional.empty());
        return sending.send(Requester.unasked(speaker, false), wish, (tx, events) -> {})
                .pdu()
                .eventId();
    }
}
