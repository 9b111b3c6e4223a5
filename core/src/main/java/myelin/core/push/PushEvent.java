package myelin.core.push;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import myelin.core.event.Pdu;
import myelin.core.filter.Glob;
import myelin.core.id.EventId;
import myelin.core.room.PowerLevels;
import org.jspecify.annotations.Nullable;

/// An event made ready for the push rules of many users, with what they may ask about its room.
///
/// Make one for each event and give it to the rules of every member. Any thread.
public final class PushEvent {
    private final Pdu pdu;

    /// Asked for when a rule wants to know them, which few do.
    private final Supplier<PowerLevels> powerLevels;

    /// Finds events to which this one relates.
    private final Function<EventId, Optional<Pdu>> others;

    private final long memberCount;
    private final boolean hasMentions;
    private final String foldedType;

    /// Folded when first asked for; a race folds it twice, to the same text.
    private @Nullable String foldedBody;

    private PushEvent(
            Pdu pdu,
            Supplier<PowerLevels> powerLevels,
            long memberCount,
            Function<EventId, Optional<Pdu>> others) {
        this.pdu = pdu;
        this.others = others;
        this.powerLevels = powerLevels;
        this.memberCount = memberCount;
        this.hasMentions = pdu.content().has("m.mentions");
        this.foldedType = Glob.fold(pdu.type());
    }

    /// The event with what its room says.
    ///
    /// @param pdu the event
    /// @param powerLevels those of the room at the event; asked whenever a rule wants to know them
    /// @param memberCount how many members have joined the room
    public static PushEvent of(Pdu pdu, Supplier<PowerLevels> powerLevels, long memberCount) {
        return new PushEvent(pdu, powerLevels, memberCount, _ -> Optional.empty());
    }

    /// The same event, whose rules may also ask about those to which it relates (MSC3664).
    ///
    /// @param events finds an event of the same room
    public PushEvent among(Function<EventId, Optional<Pdu>> events) {
        return new PushEvent(pdu, powerLevels, memberCount, events);
    }

    /// The event to which this one relates in this way.
    ///
    /// @param fallbacks whether a relation counts that is there for clients without threads
    Optional<PushEvent> related(String relType, boolean fallbacks) {
        return RelatedEvent.of(pdu, relType)
                .filter(relation -> fallbacks || !relation.fallback())
                .flatMap(relation -> others.apply(relation.id()))
                .map(event -> of(event, powerLevels, memberCount));
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
        PowerLevels levels = powerLevels.get();
        return levels.of(pdu.sender()) >= levels.notification(notification);
    }

    /// The type in folded case.
    String foldedType() {
        return foldedType;
    }

    /// The body in folded case, null when there is none. Folded once, when first asked for.
    @Nullable String foldedBody() {
        String known = foldedBody;
        if (known == null) {
            known = pdu.content().string("body").map(Glob::fold).orElse(null);
            foldedBody = known;
        }
        return known;
    }
}
