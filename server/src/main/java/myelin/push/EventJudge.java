package myelin.push;

import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.event.Relation;
import myelin.core.id.UserId;
import myelin.core.push.Actions;
import myelin.core.push.CompiledPushRules;
import myelin.core.push.PushFeatures;
import myelin.core.push.PushRecipient;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.history.Threads;
import myelin.history.Visibility;
import myelin.members.RoomMember;
import myelin.rooms.RoomSnapshot;
import myelin.threadsubscriptions.ThreadSubscriptions;

/// What one user's push rules say of the events of one room. Of what was redacted or is too old to be shown, of what
/// comes from people whom the user ignores, and of rooms to which somebody invites who shall not, they say nothing.
/// For one thread.
final class EventJudge {

    /// State of which clients say that something is new.
    private static final Set<String> STATE =
            Set.of(
                    EventType.M_ROOM_TOPIC,
                    EventType.M_ROOM_NAME,
                    EventType.M_ROOM_AVATAR,
                    EventType.M_ROOM_TOMBSTONE);

    private final UserId user;
    private final RoomSnapshot room;
    private final PushEvents pushEvents;
    private final Events events;
    private final Visibility visibility;
    private final ThreadSubscriptions subscriptions;
    private final PushFeatures features;
    private final CompiledPushRules compiled;
    private final Optional<String> displayName;
    private final boolean hidden;
    private final Set<UserId> ignored;

    EventJudge(
            Push.Sources sources,
            UserRules rules,
            PushEvents pushEvents,
            UserId user,
            RoomSnapshot room) {
        this.user = user;
        this.room = room;
        this.pushEvents = pushEvents;
        this.events = sources.rooms().events();
        this.subscriptions = sources.subscriptions();
        this.features = rules.features();
        this.compiled = rules.compiled(user);
        this.visibility = sources.history().visibility();
        Optional<RoomMember> member = sources.rooms().members().member(user, room.room());
        this.displayName = member.flatMap(RoomMember::displayName);
        this.hidden = member.filter(visibility::isHidden).isPresent();
        this.ignored = sources.ignored().apply(user);
    }

    /// What the rules say; nothing for the user's own events.
    Actions actions(StoredEvent event) {
        if (isSilent(event)) {
            return Actions.NONE;
        }
        PushRecipient recipient = new PushRecipient(displayName.orElse(null), subscription(event));
        return compiled.evaluate(pushEvents.of(event, room), recipient);
    }

    private boolean isSilent(StoredEvent event) {
        return hidden
                || event.redactedBy().isPresent()
                || ignored.contains(event.pdu().sender())
                || visibility.isTooOld(event);
    }

    private PushRecipient.Subscription subscription(StoredEvent event) {
        if (!features.threadSubscriptions()) {
            return PushRecipient.Subscription.NONE;
        }
        return Threads.rootOf(event, events)
                .map(root ->
                        subscriptions.subscribers(room.room(), root).contains(user)
                                ? PushRecipient.Subscription.SUBSCRIBED
                                : PushRecipient.Subscription.UNSUBSCRIBED)
                .orElse(PushRecipient.Subscription.NONE);
    }

    /// Whether an event counts as unread though nobody is notified (MSC2654): no notices, and no edits.
    boolean isMessage(StoredEvent event) {
        Pdu pdu = event.pdu();
        boolean quiet =
                isSilent(event)
                        || pdu.sender().equals(user)
                        || Relation.of(pdu).filter(it -> it.is(Relation.REPLACE)).isPresent()
                        || pdu.content().string("msgtype").equals(Optional.of("m.notice"));
        if (quiet) {
            return false;
        }
        return pdu.content().string("body").filter(body -> !body.isEmpty()).isPresent()
                || pdu.type().equals(EventType.M_ROOM_ENCRYPTED)
                || (pdu.isState() && STATE.contains(pdu.type()));
    }
}
