package myelin.sync;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.members.Members;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// Chooses the state events of a room that one answer has to tell beside the timeline.
final class RoomStates {

    private final Rooms rooms;
    private final LazyMembers lazyMembers;
    private final LazyMembers.Client client;
    private final EventFilter filter;

    RoomStates(
            Rooms rooms, LazyMembers lazyMembers, LazyMembers.Client client, EventFilter filter) {
        this.rooms = rooms;
        this.lazyMembers = lazyMembers;
        this.client = client;
        this.filter = filter;
    }

    /// All of a state, for a client that knows nothing of the room.
    List<StoredEvent> whole(RoomId room, StateRoot state, List<StoredEvent> timeline) {
        List<Long> positions = new ArrayList<>();
        if (filter.lazyLoadMembers()) {
            rooms.states()
                    .entries(state)
                    .forEach((key, position) -> {
                        if (!isMember(key)) {
                            positions.add(position);
                        }
                    });
            addSenders(room, state, timeline, positions);
            addSelf(room, state, positions);
        } else {
            positions.addAll(rooms.states().numbers(state));
        }
        return filtered(positions);
    }

    /// What has changed between two states.
    List<StoredEvent> changed(
            RoomId room, StateRoot before, StateRoot after, List<StoredEvent> timeline) {
        List<Long> positions = new ArrayList<>();
        for (StateStore.Change change : rooms.states().difference(before, after)) {
            boolean left = filter.lazyLoadMembers() && isMember(change.key());
            if (!left) {
                change.after().ifPresent(positions::add);
            }
        }
        if (filter.lazyLoadMembers()) {
            addSenders(room, after, timeline, positions);
        }
        return filtered(positions);
    }

    /// All that has changed between two states, also members who are loaded lazily: what the resolution
    /// of forks has changed no event of the timeline tells.
    List<StoredEvent> changedByForks(
            RoomId room, StateRoot before, StateRoot after, List<StoredEvent> timeline) {
        List<Long> numbers = new ArrayList<>();
        for (StateStore.Change change : rooms.states().difference(before, after)) {
            change.after().ifPresent(numbers::add);
        }
        if (filter.lazyLoadMembers()) {
            addSenders(room, after, timeline, numbers);
        }
        return filtered(numbers);
    }

    private void addSenders(
            RoomId room, StateRoot state, List<StoredEvent> timeline, List<Long> positions) {
        Set<UserId> senders = new LinkedHashSet<>();
        Set<UserId> told = new LinkedHashSet<>();
        for (StoredEvent event : timeline) {
            if (Members.isMember(event.pdu())) {
                event.pdu().stateKey().flatMap(UserId::tryParse).ifPresent(told::add);
            }
            if (!told.contains(event.pdu().sender())) {
                senders.add(event.pdu().sender());
            }
        }
        senders.forEach(sender -> addMember(room, state, sender, positions));
    }

    /// The own member event comes even where nobody asks for members.
    private void addSelf(RoomId room, StateRoot state, List<Long> positions) {
        if (positions.isEmpty()) {
            return;
        }
        addMember(room, state, client.user(), positions);
    }

    private void addMember(RoomId room, StateRoot state, UserId user, List<Long> positions) {
        rooms.states()
                .event(state, new StateKey(EventType.M_ROOM_MEMBER, user.value()))
                .filter(position -> !positions.contains(position))
                .filter(position ->
                        lazyMembers.isNews(client, room, user, position)
                                || filter.includeRedundantMembers())
                .ifPresent(positions::add);
    }

    private List<StoredEvent> filtered(List<Long> positions) {
        return rooms.events().at(positions).stream()
                .filter(event -> filter.test(event.pdu()))
                .toList();
    }

    private static boolean isMember(StateKey key) {
        return key.type().equals(EventType.M_ROOM_MEMBER);
    }
}
