package myelin.core.push;

import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.filter.Glob;
import myelin.core.filter.PropertyPath;
import myelin.core.json.Json;
import myelin.core.json.JsonString;
import myelin.core.room.PowerLevels;
import org.jspecify.annotations.Nullable;

/// An event made ready for the push rules of many users, with what they may ask about its room.
///
/// Make one for each event and give it to the rules of every member. Confined to one thread.
public final class PushEvent {
    private static final PropertyPath BODY = PropertyPath.parse("content.body");

    private final Pdu pdu;
    private final PowerLevels powerLevels;
    private final long memberCount;
    private final boolean hasMentions;

    private boolean bodyIsFolded;
    private @Nullable String foldedBody;

    private PushEvent(Pdu pdu, PowerLevels powerLevels, long memberCount) {
        this.pdu = pdu;
        this.powerLevels = powerLevels;
        this.memberCount = memberCount;
        this.hasMentions = pdu.content().has("m.mentions");
    }

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

    /// The property as it stands in the event that clients see.
    Optional<Json> property(PropertyPath path) {
        if (path.names().size() == 1) {
            String name = path.names().getFirst();
            if (name.equals("room_id")) {
                return Optional.of(new JsonString(pdu.roomId().value()));
            }
            if (name.equals("event_id")) {
                return Optional.of(new JsonString(pdu.eventId().value()));
            }
        }
        return path.in(pdu.json());
    }

    /// The body in folded case, null when there is none. Folded once, when first asked for.
    @Nullable String foldedBody() {
        if (!bodyIsFolded) {
            foldedBody = pdu.content().string("body").map(Glob::fold).orElse(null);
            bodyIsFolded = true;
        }
        return foldedBody;
    }

    static boolean isBody(PropertyPath path) {
        return path.equals(BODY);
    }
}
