package myelin.memberships;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import myelin.accountdata.Invites;
import myelin.config.people.ProfileConfig;
import myelin.config.rooms.RoomConfig;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.GuestAccess;
import myelin.core.room.JoinRule;
import myelin.core.room.Membership;
import myelin.directory.Directory;
import myelin.events.EventIndex;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.members.RoomMember;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sending.Drafts;
import myelin.sending.EventScreen;
import myelin.sql.Database;

/// Joining, leaving, inviting, kicking, banning and knocking: each is a member event that the
/// room's rules must permit.
public final class Memberships implements Capability {

    private final Rooms rooms;
    private final Drafts drafts;
    private final Directory directory;
    private final RateLimits limits;
    private final ServerName server;
    private final RoomConfig config;
    private final ProfileSource profile;
    private final boolean redactsEvents;
    private final Invites invites;
    private final BlockedRooms blocked;

    /// What member events say of users.
    ///
    /// @param of displayname and avatar_url of a user of this server
    /// @param config whether invites tell them, too, and whether they may differ per room
    /// @param isGuest whether a user of this server is a guest
    /// @param speaksForServer whether a user of this server is the one who sends its notices
    public record ProfileSource(
            Function<UserId, JsonObject> of,
            ProfileConfig config,
            Predicate<UserId> isGuest,
            Predicate<UserId> speaksForServer) {}

    /// What memberships need.
    ///
    /// @param drafts what must be right in what clients want member events to say
    /// @param invites by whom users want to be invited
    public record Parts(
            Database database,
            Rooms rooms,
            Drafts drafts,
            Directory directory,
            RateLimits limits,
            Invites invites,
            ProfileSource profile) {}

    /// @param redactsEvents whether a ban or kick may redact all that its target has sent (MSC4293)
    public Memberships(Parts parts, ServerName server, RoomConfig config, boolean redactsEvents) {
        this.rooms = parts.rooms();
        this.drafts = parts.drafts();
        this.directory = parts.directory();
        this.limits = parts.limits();
        this.invites = parts.invites();
        this.profile = parts.profile();
        this.blocked = new BlockedRooms(parts.database());
        this.server = server;
        this.config = config;
        this.redactsEvents = redactsEvents;
    }

    @Override
    public List<Route> routes() {
        return new MembershipEndpoints(this, rooms, directory, limits, redactsEvents).routes();
    }

    /// Who redacts what was sent by those who are removed, when the remover asks for it (MSC4293).
    public List<EventIndex> indexes() {
        return redactsEvents ? List.of(new RemovalRedactions(rooms)) : List.of();
    }

    /// What is done for a user in all of his rooms.
    public Everywhere everywhere() {
        return new Everywhere(this, rooms);
    }

    /// Rooms that nobody may enter.
    public BlockedRooms blockedRooms() {
        return blocked;
    }

    /// Makes the user a member.
    ///
    /// @param extra what the member event shall say besides, such as a reason
    /// @throws MatrixError M_FORBIDDEN when the room does not let the user in, M_NOT_FOUND when
    ///     this server does not know it, mostly M_BAD_JSON when what it shall say is not right
    public void join(Requester requester, RoomId room, JsonObject extra) {
        RoomSnapshot snapshot = known(room);
        UserId user = requester.user();
        if (snapshot.isJoined(user)) {
            return;
        }
        Draft wanted = draft(user, user, member(Membership.JOIN, user, false).merge(extra));
        drafts.check(wanted, snapshot.version().rules(), snapshot.allPowerful());
        JsonObject content = named(user, wanted.content());
        limits.check(RateLimit.MESSAGE, user);
        rooms.sender().send(room, draft(user, user, admitted(requester, snapshot, content)));
    }

    /// Makes an invitation by e-mail or phone number one of this user, who has proved to own the
    /// address to an identity server
    /// ([spec](https://spec.matrix.org/v1.19/client-server-api/#third-party-invites)).
    ///
    /// @param signed what that server has signed, with the `sender` of the invitation
    /// @throws MatrixError M_FORBIDDEN when the room's rules do not accept the proof
    void acceptThirdPartyInvite(Requester requester, RoomId room, JsonObject signed) {
        UserId user = requester.user();
        RoomSnapshot snapshot = known(room);
        UserId inviter =
                signed.string("sender")
                        .flatMap(UserId::tryParse)
                        .orElseThrow(() -> MatrixError.badJson("'sender' must be a user id"));
        String token =
                signed.string("token")
                        .orElseThrow(() -> MatrixError.badJson("'token' must be text"));
        if (snapshot.isJoined(user)) {
            return;
        }
        if (!inviter.isOf(server)) {
            throw MatrixError.forbidden("This server can't ask other servers for an invite yet");
        }
        requester.requireNotSuspended();
        blocked.requireOpen(room);
        JsonObject.Builder proof = JsonObject.builder();
        snapshot.event(EventType.M_ROOM_THIRD_PARTY_INVITE, token)
                .flatMap(invite -> invite.content().string("display_name"))
                .ifPresent(name -> proof.put("display_name", name));
        proof.put("signed", signed);
        change(inviter, user, snapshot, invitation(user).with("third_party_invite", proof.build()));
    }

    /// Takes a user of this server into a room, unasked and uncounted.
    ///
    /// @throws MatrixError as `join`
    public void enter(UserId user, RoomId room, boolean guest) {
        RoomSnapshot snapshot = known(room);
        if (!snapshot.isJoined(user)) {
            Requester requester = Requester.unasked(user, guest);
            JsonObject content = member(Membership.JOIN, user, true);
            rooms.sender().send(room, draft(user, user, permitted(requester, snapshot, content)));
        }
    }

    /// Whether everybody may enter a room.
    public boolean isOpen(RoomId room) {
        return known(room).joinRule() == JoinRule.PUBLIC;
    }

    /// Whether a user may join a room for being in another one.
    public boolean isLetInBy(RoomSnapshot room, UserId user) {
        return RestrictedJoins.isInAllowedRoom(rooms, room, user);
    }

    /// Has one user of this server invite another, unasked and uncounted.
    ///
    /// @throws MatrixError M_FORBIDDEN when the inviter may not
    public void inviteUnasked(UserId inviter, RoomId room, UserId user) {
        change(inviter, user, known(room), invitation(user));
    }

    /// What a join says of somebody who may join.
    private JsonObject admitted(Requester requester, RoomSnapshot room, JsonObject content) {
        requester.requireNotSuspended();
        limits.check(RateLimit.JOINS_PER_ROOM, requester.user(), room.room().value(), 1);
        return permitted(requester, room, content);
    }

    private JsonObject permitted(Requester requester, RoomSnapshot room, JsonObject content) {
        blocked.requireOpen(room.room());
        if (requester.guest() && room.guestAccess() != GuestAccess.CAN_JOIN) {
            throw MatrixError.guestAccessForbidden();
        }
        return RestrictedJoins.authorised(rooms, room, requester.user(), content);
    }

    /// Looks at the member events that clients send as state.
    public EventScreen screen() {
        return new MemberScreen(this);
    }

    /// What a join says that a client wrote as state: the same as one that it asked for.
    JsonObject admittedByState(Requester requester, RoomSnapshot room, JsonObject content) {
        limits.check(RateLimit.JOINS_LOCAL, requester.user());
        return admitted(requester, room, named(requester.user(), content));
    }

    /// Sends all guests away, as from a room that is no longer open to them.
    void sendGuestsAway(RoomId room) {
        for (UserId user : rooms.members().joined(room)) {
            if (profile.isGuest().test(user)) {
                leave(user, room, JsonObject.EMPTY);
            }
        }
    }

    /// As `leave`, because the user wants to.
    ///
    /// @throws MatrixError also M_CANNOT_LEAVE_SERVER_NOTICE_ROOM
    void depart(UserId user, RoomId room, JsonObject extra) {
        requireMayDepart(user, known(room));
        leave(user, room, extra);
    }

    /// The server's own invitations can't be turned down: who has come may leave.
    /// ([spec](https://spec.matrix.org/v1.19/client-server-api/#server-notices))
    void requireMayDepart(UserId user, RoomSnapshot room) {
        boolean byServer =
                room.event(EventType.M_ROOM_MEMBER, user.value())
                        .filter(member -> profile.speaksForServer().test(member.sender()))
                        .isPresent();
        if (byServer && room.membership(user).equals(Optional.of(Membership.INVITE))) {
            throw MatrixError.of(
                    403,
                    "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM",
                    "This invitation is of your server and can't be turned down");
        }
    }

    /// Ends the user's membership or invitation, or takes back a knock.
    public void leave(UserId user, RoomId room, JsonObject extra) {
        change(user, user, known(room), member(Membership.LEAVE, user, false).merge(extra));
        if (config.forgetRoomsOnLeave()) {
            rooms.forget(room, user);
        }
    }

    /// Invites a user.
    ///
    /// @param extra what the member event shall say besides: reason, is_direct
    public void invite(Requester requester, RoomId room, UserId user, JsonObject extra) {
        requireMayInvite(requester, room, user);
        RoomSnapshot snapshot =
                rooms.find(room)
                        .orElseThrow(() -> MatrixError.forbidden("You are not in this room"));
        change(requester.user(), user, snapshot, invitation(user).merge(extra));
    }

    /// What the member event of an invite says.
    public JsonObject invitation(UserId user) {
        return member(Membership.INVITE, user, profile.config().includeProfileDataOnInvite());
    }

    /// Checks what must be right before anybody is invited anywhere.
    ///
    /// @throws MatrixError M_FORBIDDEN or M_LIMIT_EXCEEDED
    public void requireMayInvite(Requester requester, RoomId room, UserId user) {
        blocked.requireOpen(room);
        requireMayInvite(requester, user);
        limits.check(RateLimit.INVITES_PER_ROOM, requester.user(), room.value(), 1);
    }

    /// As above, for a room that does not exist yet.
    public void requireMayInvite(Requester requester, UserId user) {
        requester.requireNotSuspended();
        if (config.blockNonAdminInvites() && !requester.admin()) {
            throw MatrixError.forbidden("Invites are switched off on this server");
        }
        if (profile.speaksForServer().test(user)) {
            throw MatrixError.forbidden("This user speaks for the server and can't be invited");
        }
        if (!user.isOf(server)) {
            throw MatrixError.forbidden("This server can't invite users of other servers yet");
        }
        if (invites.rule(user, requester.user()) == Invites.Rule.BLOCK) {
            throw MatrixError.of(403, "M_INVITE_BLOCKED", "The user does not want to be invited");
        }
        limits.check(RateLimit.INVITES_PER_USER, requester.user(), user.value(), 1);
        limits.check(RateLimit.INVITES_PER_ISSUER, requester.user());
    }

    /// Removes another user, who must be in the room or invited.
    void kick(UserId sender, RoomId room, UserId user, JsonObject extra) {
        RoomSnapshot snapshot = known(room);
        Optional<Membership> is = snapshot.membership(user);
        boolean present =
                is.filter(now -> now != Membership.LEAVE && now != Membership.BAN).isPresent();
        if (!present) {
            throw MatrixError.forbidden("The user is not in the room");
        }
        change(sender, user, snapshot, member(Membership.LEAVE, user, false).merge(extra));
    }

    /// Removes a user for good.
    void ban(UserId sender, RoomId room, UserId user, JsonObject extra) {
        change(sender, user, known(room), member(Membership.BAN, user, false).merge(extra));
    }

    /// Lets a banned user come again.
    void unban(UserId sender, RoomId room, UserId user, JsonObject extra) {
        RoomSnapshot snapshot = known(room);
        if (!snapshot.membership(user).equals(Optional.of(Membership.BAN))) {
            throw MatrixError.forbidden("The user is not banned");
        }
        change(sender, user, snapshot, member(Membership.LEAVE, user, false).merge(extra));
    }

    /// Asks to be let in.
    void knock(Requester requester, RoomId room, JsonObject extra) {
        UserId user = requester.user();
        JsonObject content = member(Membership.KNOCK, user, false).merge(extra);
        change(user, user, known(room), knocking(requester, room, content));
    }

    /// What a knock says of somebody who may knock.
    JsonObject knocking(Requester requester, RoomId room, JsonObject content) {
        requester.requireNotSuspended();
        blocked.requireOpen(room);
        return named(requester.user(), content);
    }

    /// Hides a room that the user has left.
    void forget(UserId user, RoomId room) {
        Optional<RoomMember> member = rooms.members().member(user, room);
        if (member.isEmpty()) {
            throw MatrixError.of(400, "M_UNKNOWN", "You never were in this room");
        }
        if (!rooms.forget(room, user)) {
            throw MatrixError.of(400, "M_UNKNOWN", "You have to leave the room first");
        }
    }

    /// A content with the user's name and picture, unless it has others and may have them.
    JsonObject named(UserId user, JsonObject content) {
        JsonObject own = profile.of().apply(user);
        return profile.config().allowed().perRoomProfiles()
                ? own.merge(content)
                : content.without("displayname", "avatar_url").merge(own);
    }

    private void change(UserId sender, UserId user, RoomSnapshot room, JsonObject content) {
        rooms.sender().send(room.room(), draft(sender, user, content));
    }

    /// The content of a member event.
    public JsonObject member(Membership membership, UserId user, boolean withProfile) {
        JsonObject content = JsonObject.of("membership", membership.text());
        return withProfile ? content.merge(profile.of().apply(user)) : content;
    }

    private static Draft draft(UserId sender, UserId user, JsonObject content) {
        return Draft.state(sender, EventType.M_ROOM_MEMBER, user.value(), content);
    }

    private RoomSnapshot known(RoomId room) {
        return rooms.find(room)
                .orElseThrow(
                        () -> MatrixError.notFound("This server does not know the room " + room));
    }
}
