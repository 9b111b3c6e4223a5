package myelin.sync;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import myelin.core.event.EventType;
import myelin.core.filter.EventFilter;
import myelin.core.id.UserId;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.members.Members;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// Chooses the state events of a room that one answer has to tell beside the timeline. For one thread.
///
/// Members that are loaded lazily are left out where all state is told. What has changed is always told, for "the
/// member list for the room is then maintained by the state in subsequent incremental `/sync` responses"
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#lazy-loading-room-members)).
final class RoomStates {

    private final Rooms rooms;
    private final SentMembers.Answer members;
    private final SyncRequest request;
    private final EventFilter filter;

    /// @param members whom the client has been told of, and whom it will have been
    RoomStates(Rooms rooms, SentMembers.Answer members, SyncRequest request) {
        this.rooms = rooms;
        this.members = members;
        this.request = request;
        this.filter = request.filter().room().state();
    }

    /// Reads together what [#whole] will ask for each of several rooms.
    ///
    /// @param timelines for each state the timeline beside it
    void lookAhead(RoomsAhead ahead, Map<StateRoot, List<StoredEvent>> timelines) {
        if (timelines.isEmpty()) {
            return;
        }
        if (!filter.lazyLoadMembers()) {
            ahead.states(timelines.keySet());
            return;
        }
        Map<StateRoot, Set<StateKey>> members = new HashMap<>();
        timelines.forEach((root, timeline) -> {
            Set<StateKey> wanted = new HashSet<>();
            wanted.add(memberKey(request.user()));
            timeline.forEach(event -> wanted.add(memberKey(event.pdu().sender())));
            members.put(root, wanted);
        });
        ahead.states(members);
    }

    /// All of a state, for a client that knows nothing of the room.
    List<StoredEvent> whole(StateRoot state, List<StoredEvent> timeline) {
        Set<Long> numbers = new LinkedHashSet<>();
        if (filter.lazyLoadMembers()) {
            rooms.states()
                    .entries(state)
                    .forEach((key, number) -> {
                        if (!isMember(key)) {
                            numbers.add(number);
                        }
                    });
            addSenders(state, timeline, numbers);
            addSelf(state, numbers);
        } else {
            numbers.addAll(rooms.states().numbers(state));
        }
        return filtered(numbers);
    }

    /// What has changed between two states.
    List<StoredEvent> changed(StateRoot before, StateRoot after, List<StoredEvent> timeline) {
        Set<Long> numbers = new LinkedHashSet<>();
        for (StateStore.Change change : rooms.states().difference(before, after)) {
            change.after().ifPresent(numbers::add);
        }
        if (filter.lazyLoadMembers()) {
            addSenders(after, timeline, numbers);
        }
        return filtered(numbers);
    }

    /// The state that is told, with those after whom the room is called as far as the client does not
    /// have them: "When lazy-loading room members is enabled, the membership events for the heroes MUST
    /// be included in the `state`, unless they are redundant."
    ///
    /// @param told what is told of the state anyway
    /// @param end the present state
    List<StoredEvent> withHeroes(
            List<StoredEvent> told,
            List<RoomMember> heroes,
            StateRoot end,
            List<StoredEvent> timeline) {
        if (heroes.isEmpty() || !filter.lazyLoadMembers()) {
            return told;
        }
        Set<UserId> missing = new LinkedHashSet<>();
        heroes.forEach(hero -> missing.add(hero.user()));
        missing.removeAll(membersIn(told));
        missing.removeAll(membersInTimeline(timeline));
        Set<Long> numbers = new LinkedHashSet<>();
        missing.forEach(hero -> addMember(end, hero, numbers));
        return Stream.concat(told.stream(), filtered(numbers).stream()).toList();
    }

    /// Notes the member events that an answer tells.
    void sends(Collection<StoredEvent> told) {
        if (filter.lazyLoadMembers()) {
            for (StoredEvent event : told) {
                if (Members.isMember(event.pdu())) {
                    members.sends(event.number());
                }
            }
        }
    }

    private void addSenders(StateRoot state, List<StoredEvent> timeline, Set<Long> numbers) {
        Set<UserId> senders = new LinkedHashSet<>();
        Set<UserId> told = new LinkedHashSet<>();
        for (StoredEvent event : timeline) {
            told.addAll(membersInTimeline(List.of(event)));
            if (!told.contains(event.pdu().sender())) {
                senders.add(event.pdu().sender());
            }
        }
        senders.forEach(sender -> addMember(state, sender, numbers));
    }

    /// The own member event comes even where nobody asks for members.
    private void addSelf(StateRoot state, Set<Long> numbers) {
        if (!numbers.isEmpty()) {
            addMember(state, request.user(), numbers);
        }
    }

    private void addMember(StateRoot state, UserId user, Set<Long> numbers) {
        rooms.states()
                .event(state, memberKey(user))
                .filter(number -> members.isNews(number) || filter.includeRedundantMembers())
                .ifPresent(numbers::add);
    }

    /// Of whom the timeline tells, unless the client takes no state from there.
    private Set<UserId> membersInTimeline(List<StoredEvent> timeline) {
        return request.stateAfter() ? Set.of() : membersIn(timeline);
    }

    private static Set<UserId> membersIn(List<StoredEvent> events) {
        Set<UserId> users = new LinkedHashSet<>();
        for (StoredEvent event : events) {
            if (Members.isMember(event.pdu())) {
                event.pdu().stateKey().flatMap(UserId::tryParse).ifPresent(users::add);
            }
        }
        return users;
    }

    private List<StoredEvent> filtered(Collection<Long> numbers) {
        return numbers.isEmpty()
                ? List.of()
                : rooms.events().at(numbers).stream()
                        .filter(event -> filter.test(event.pdu()))
                        .toList();
    }

    private static StateKey memberKey(UserId user) {
        return new StateKey(EventType.M_ROOM_MEMBER, user.value());
    }

    static boolean isMember(StateKey key) {
        return key.type().equals(EventType.M_ROOM_MEMBER);
    }
}
