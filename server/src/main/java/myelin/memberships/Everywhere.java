package myelin.memberships;

import java.util.Set;
import java.util.function.Consumer;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.http.MatrixError;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done for a user of this server in all of his rooms. A room that refuses is passed over: the others must not
/// suffer for it, and what it is done for has happened already. Any thread.
public final class Everywhere {

    private static final Logger log = LoggerFactory.getLogger(Everywhere.class);

    private final Memberships memberships;
    private final Rooms rooms;

    Everywhere(Memberships memberships, Rooms rooms) {
        this.memberships = memberships;
        this.rooms = rooms;
    }

    /// Leaves and forgets every room, turns down every invitation and takes back every knock, as for a deactivated user.
    /// Done twice, it changes nothing.
    public void leave(UserId user) {
        inEach(
                user,
                Set.of(Membership.JOIN, Membership.INVITE, Membership.KNOCK),
                member -> {
                    memberships.leave(user, member.room(), JsonObject.EMPTY);
                    rooms.forget(member.room(), user);
                });
    }

    /// Writes the user's name and avatar into every room where the user is joined.
    public void spreadProfile(UserId user) {
        JsonObject content = memberships.member(Membership.JOIN, user, true);
        inEach(
                user,
                Set.of(Membership.JOIN),
                member ->
                        rooms.sender()
                                .send(
                                        member.room(),
                                        Draft.state(
                                                user,
                                                EventType.M_ROOM_MEMBER,
                                                user.value(),
                                                kept(member, content))));
    }

    private void inEach(UserId user, Set<Membership> wanted, Consumer<RoomMember> action) {
        for (RoomMember member : rooms.members().roomsOf(user).values()) {
            if (wanted.contains(member.membership())) {
                try {
                    action.accept(member);
                } catch (MatrixError refused) {
                    log.warn(
                            "room passed over user={} room={} errcode={} error={}",
                            user,
                            member.room(),
                            refused.errcode(),
                            refused.error());
                }
            }
        }
    }

    /// What the member event says besides the profile stays, such as who let the user in.
    private JsonObject kept(RoomMember member, JsonObject content) {
        return rooms.events()
                .find(member.event())
                .map(event ->
                        event.pdu()
                                .content()
                                .without("displayname", "avatar_url", "reason")
                                .merge(content))
                .orElse(content);
    }
}
