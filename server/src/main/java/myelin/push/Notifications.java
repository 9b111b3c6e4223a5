package myelin.push;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.core.event.EventType;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.push.Actions;
import myelin.core.room.Membership;
import myelin.events.StoredEvent;
import myelin.history.Threads;
import myelin.members.RoomMember;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sql.Database;

/// The events that notified a user, newest first.
///
/// Nothing is stored for this: who asks has the newest events of his rooms judged by his push rules as they are
/// now. So there is nothing to clean up, and what a page costs is bounded by the events it looks at, not by those
/// it finds. Any thread.
final class Notifications {

    /// Events that are judged for one page, at most.
    private static final int MAX_JUDGED = 2_000;

    /// Events read in one go.
    private static final int CHUNK = 200;

    /// Positions in which one page looks for them, at most: the events of all rooms of the server lie there.
    private static final long WINDOW = 100_000;

    private final Database database;
    private final Push.Sources sources;
    private final Rooms rooms;
    private final UserRules rules;
    private final PushEvents pushEvents;
    private final NotificationsTable table = new NotificationsTable();

    Notifications(Database database, Push.Sources sources, UserRules rules, PushEvents pushEvents) {
        this.database = database;
        this.sources = sources;
        this.rooms = sources.rooms();
        this.rules = rules;
        this.pushEvents = pushEvents;
    }

    /// An event that notified.
    ///
    /// @param read whether a receipt says that it is read
    record Notification(StoredEvent event, Actions actions, boolean read) {}

    /// @param next before which position the next page begins; empty: there is nothing more
    record Page(List<Notification> notifications, Optional<Long> next) {}

    /// What notified a user before a position.
    ///
    /// @param onlyHighlights only what stood out
    Page before(UserId user, long before, int limit, boolean onlyHighlights) {
        Map<RoomId, EventJudge> judges = new HashMap<>();
        Set<RoomId> in = rooms(user);
        List<Notification> found = new ArrayList<>();
        long start = Math.max(0, Math.min(before, rooms.feed().seen() + 1) - WINDOW);
        long at = before;
        for (int judged = 0; judged < MAX_JUDGED; judged += CHUNK) {
            long upTo = at;
            List<Long> positions =
                    database.read(tx -> table.candidates(tx, in, user, start, upTo, CHUNK));
            for (StoredEvent event : rooms.events().at(positions)) {
                at = event.position();
                Actions actions = judge(judges, user, event);
                boolean wanted = actions.notifies() && (actions.highlights() || !onlyHighlights);
                if (wanted && concerns(user, event)) {
                    found.add(new Notification(event, actions, isRead(user, event)));
                    if (found.size() == limit) {
                        return new Page(found, Optional.of(at));
                    }
                }
            }
            if (positions.size() < CHUNK) {
                return new Page(found, start > 0 ? Optional.of(start + 1) : Optional.empty());
            }
        }
        return new Page(found, Optional.of(at));
    }

    private Set<RoomId> rooms(UserId user) {
        return sources.history().visibility().rooms(user).rooms().values().stream()
                .filter(member ->
                        member.membership() == Membership.JOIN
                                || member.membership() == Membership.INVITE)
                .map(RoomMember::room)
                .collect(Collectors.toSet());
    }

    private Actions judge(Map<RoomId, EventJudge> judges, UserId user, StoredEvent event) {
        RoomId room = event.pdu().roomId();
        Optional<RoomSnapshot> snapshot = rooms.find(room);
        return snapshot.isEmpty()
                ? Actions.NONE
                : judges.computeIfAbsent(
                                room,
                                none ->
                                        new EventJudge(
                                                sources, rules, pushEvents, user, snapshot.get()))
                        .actions(event);
    }

    /// Whether the user was in the room then, or is invited by the event.
    private boolean concerns(UserId user, StoredEvent event) {
        return event.pdu().is(EventType.M_ROOM_MEMBER, user.value())
                || sources.history()
                        .visibility()
                        .membershipBefore(user, event)
                        .equals(Optional.of(Membership.JOIN));
    }

    private boolean isRead(UserId user, StoredEvent event) {
        Optional<EventId> thread = Threads.rootOf(event, rooms.events());
        return event.position()
                <= sources.receipts().read(user, event.pdu().roomId()).readUpTo(thread);
    }
}
