package myelin.core.event;

import java.util.Optional;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;

/// What [`m.room.member`](https://spec.matrix.org/v1.19/client-server-api/#mroommember) says about a user.
/// What has the wrong type counts as absent.
///
/// @param content the content of the event
public record MemberContent(JsonObject content) {

    /// The field by which a ban or kick redacts what its target has sent.
    public static final String REDACT_EVENTS = "org.matrix.msc4293.redact_events";

    /// What the member event says; a user without one has left.
    public static Membership membershipOf(Optional<Pdu> member) {
        return member.flatMap(event -> new MemberContent(event.content()).membership())
                .orElse(Membership.LEAVE);
    }

    /// Whether it ends somebody's membership by another's hand and asks for the redaction of all that he has
    /// sent (MSC4293). Whether the sender may do so is another question.
    public static boolean redactsEvents(Pdu event) {
        return event.isState()
                && event.type().equals(EventType.M_ROOM_MEMBER)
                && event.content().bool(REDACT_EVENTS).orElse(false)
                && !event.stateKey().equals(Optional.of(event.sender().value()))
                && new MemberContent(event.content())
                        .membership()
                        .filter(is -> is == Membership.LEAVE || is == Membership.BAN)
                        .isPresent();
    }

    /// What the user now is to the room; empty when it is something unknown.
    public Optional<Membership> membership() {
        return content.string("membership").flatMap(Membership::of);
    }

    /// The user's name in this room.
    public Optional<String> displayName() {
        return content.string("displayname");
    }

    /// The user's picture in this room, which need not be a valid URI.
    public Optional<String> avatarUrl() {
        return content.string("avatar_url");
    }

    /// Why the membership changed, in the words of who changed it.
    public Optional<String> reason() {
        return content.string("reason");
    }

    /// Whether the invite is to a direct chat.
    public boolean isDirect() {
        return content.bool("is_direct").orElse(false);
    }

    /// The member whose server let this user into a restricted room.
    public Optional<UserId> joinAuthorisedViaUsersServer() {
        return content.string("join_authorised_via_users_server").flatMap(UserId::tryParse);
    }

    /// The invite to an address, such as an e-mail address, which this one follows from.
    public Optional<JsonObject> thirdPartyInvite() {
        return content.object("third_party_invite");
    }
}
