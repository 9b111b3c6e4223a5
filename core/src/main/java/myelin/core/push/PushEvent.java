package myelin.core.push;

import myelin.core.event.Pdu;
import myelin.core.filter.Glob;
import myelin.core.room.PowerLevels;
import org.jspecify.annotations.Nullable;

/// An event made ready for the push rules of many users, with what they may ask about its room.
///
/// Make one for each event and give it to the rules of every member. Confined to one thread.
public final class PushEvent {
    private final Pdu pdu;
    private final PowerLevels powerLevels;
    private final long memberCount;
    private final boolean hasMentions;
    private final String foldedType;

    private boolean bodyIsFolded;
    private @Nullable String foldedBody;

    private PushEvent(Pdu pdu, PowerLevels powerLevels, long memberCount) {
        this.pdu = pdu;
        this.powerLevels = powerLevels;
        this.memberCount = memberCount;
        this.hasMentions = pdu.content().has("m.mentions");
        this.foldedType = Glob.fold(pdu.type());
    }

    /// The event with what its room says.
    ///
    /// @param pdu the event
    /// @param powerLevels those of the room at the event
    /// @param memberCount how many members have joined the room
    public static PushEvent of(Pdu pdu, PowerLevels powerLevels, long memberCount) {
        return new PushEvent(pdu, powerLevels, memberCount);
    }

    Pdu pdu() {
        return pdu;
    }

    long memberCount() {
        return memberCount;
    }

    /// Whether the sender says whom the event mentions, so that nobody need guess from the text.
    boolean hasMentions() {
        return hasMentions;
    }

    /// Whether the sender's power suffices for this kind of notification, such as `room`.
    boolean senderMayNotify(String notification) {
        return powerLevels.of(pdu.sender()) >= powerLevels.notification(notification);
    }

    /// The type in folded case.
    String foldedType() {
        return foldedType;
    }

    /// The body in folded case, null when there is none. Folded once, when first asked for.
    @Nullable String foldedBody() {
        if (!bodyIsFolded) {
            foldedBody = pdu.content().string("body").map(Glob::fold).orElse(null);
            bodyIsFolded = true;
        }
        return foldedBody;
    }
}
