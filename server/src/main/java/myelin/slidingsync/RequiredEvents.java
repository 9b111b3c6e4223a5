package myelin.slidingsync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.filter.RequiredState;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.members.Members;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import myelin.state.StateStore;
import myelin.sync.RoomsAhead;
import myelin.sync.SentMembers;
import myelin.sync.Timelines;

/// Chooses the state events of a room that a client wants and does not have. Made for one answer, by
/// its thread.
final class RequiredEvents {

    private final Rooms rooms;
    private final Timelines timelines;
    private final SentMembers.Answer members;
    private final Map<RoomId, Map<StateKey, Long>> ahead = new HashMap<>();
    private Set<String> aheadOf = Set.of();

    RequiredEvents(Rooms rooms, Timelines timelines, SentMembers.Answer members) {
        this.rooms = rooms;
        this.timelines = timelines;
        this.members = members;
    }

    /// What was chosen.
    ///
    /// @param deleted wanted keys at which there is no event any more
    /// @param changed all keys at which something else stands than before
    /// @param sent what the client has been sent of the state by now
    record Chosen(
            List<StoredEvent> events,
            List<StateKey> deleted,
            Set<StateKey> changed,
            RequiredState sent) {

        boolean hasChanged(String type) {
            return changed.contains(StateKey.of(type));
        }

        boolean hasChangedMembers() {
            return changed.stream().anyMatch(RequiredEvents::isMember);
        }
    }

    /// Looks up at once, for several rooms, the state of which every key is wanted.
    void lookAhead(Collection<RoomId> some, RequiredState wanted) {
        aheadOf = wanted.wholeTypes();
        ahead.clear();
        if (!aheadOf.isEmpty()) {
            some.forEach(room -> ahead.put(room, Map.of()));
            ahead.putAll(rooms.stateOfTypes(some, aheadOf));
        }
    }

    /// Reads the state of several rooms that is wanted of all of them.
    ///
    /// @param known which entries of their states are told, whatever is wanted
    void read(RoomsAhead reading, RoomsAhead.Page page, RequiredState wanted, Set<StateKey> known) {
        Map<StateRoot, Set<StateKey>> named = new HashMap<>();
        page.rooms()
                .forEach((room, snapshot) -> {
                    Set<StateKey> keys = new HashSet<>(known);
                    keys.addAll(wanted.named());
                    if (wanted.lazyMembers()) {
                        keys.addAll(membersOf(page.newest().getOrDefault(room, List.of())));
                    }
                    named.put(snapshot.head().state(), keys);
                });
        if (named.isEmpty()) {
            return;
        }
        reading.entries(named);
        reading.events(page.rooms().keySet().stream().map(ahead::get).filter(Objects::nonNull));
        if (wanted.ofAnyType()) {
            reading.states(named.keySet());
        }
    }

    private Map<StateKey, Long> ofTypes(RoomId room, Set<String> types) {
        Map<StateKey, Long> known = types.equals(aheadOf) ? ahead.get(room) : null;
        return known != null ? known : rooms.stateOfTypes(room, types);
    }

    Chosen choose(Stretch stretch, Stretch.Events timeline) {
        RequiredState wanted = stretch.config().requiredState();
        Map<StateKey, Long> chosen = new LinkedHashMap<>();
        List<StateKey> deleted = new ArrayList<>();
        Set<StateKey> changed = new HashSet<>();
        RequiredState sent = wanted;
        if (stretch.initial()) {
            chosen.putAll(current(stretch, wanted));
        } else {
            sent = changes(stretch, timeline, chosen, deleted, changed);
        }
        if (wanted.lazyMembers() && stretch.readable()) {
            addMembersOf(stretch, timeline, chosen);
        }
        chosen.forEach((key, position) -> {
            if (isMember(key)) {
                members.sends(position);
            }
        });
        return new Chosen(rooms.events().at(chosen.values()), deleted, changed, sent);
    }

    /// What has changed since the client was told, and what it did not want before.
    ///
    /// @return what the client has been sent by now: what is not wanted any more counts until it
    ///     changes
    private RequiredState changes(
            Stretch stretch,
            Stretch.Events timeline,
            Map<StateKey, Long> chosen,
            List<StateKey> deleted,
            Set<StateKey> changed) {
        RequiredState wanted = stretch.config().requiredState();
        RequiredState before = stretch.before().requiredState();
        boolean allMembers = wanted.lazyMembers() && !timeline.limited();
        boolean missed = false;
        for (StateStore.Change change : difference(stretch)) {
            StateKey key = change.key();
            changed.add(key);
            if (wanted.matches(key) || (allMembers && isMember(key))) {
                change.after()
                        .ifPresentOrElse(
                                position -> chosen.put(key, position), () -> deleted.add(key));
            } else {
                missed |= before.matches(key);
            }
        }
        RequiredState both = before.or(wanted);
        if (!both.equals(before)) {
            current(stretch, wanted)
                    .forEach((key, position) -> {
                        if (!before.matches(key)) {
                            chosen.put(key, position);
                        }
                    });
        }
        return missed || both.size() > RequestLimits.MAX_PATTERNS ? wanted : both;
    }

    private List<StateStore.Change> difference(Stretch stretch) {
        List<StateStore.Change> all = new ArrayList<>();
        if (stretch.readable() && stretch.from() < stretch.upTo()) {
            StateRoot start = timelines.stateAt(stretch.id(), stretch.from());
            all.addAll(rooms.states().difference(start, stretch.end()));
        }
        if (!stretch.isJoined() && stretch.from() < stretch.member().position()) {
            all.removeIf(change -> change.key().equals(own(stretch)));
            all.add(
                    new StateStore.Change(
                            own(stretch), Optional.empty(), Optional.of(ownNumber(stretch))));
        }
        return all;
    }

    private long ownNumber(Stretch stretch) {
        return rooms.memberEvent(stretch.member()).number();
    }

    /// All that is wanted of the state as it is at the end.
    private Map<StateKey, Long> current(Stretch stretch, RequiredState wanted) {
        Map<StateKey, Long> chosen =
                stretch.readable() ? readable(stretch, wanted) : new HashMap<>();
        if (!stretch.isJoined() && wanted.matches(own(stretch))) {
            chosen.put(own(stretch), ownNumber(stretch));
        }
        return chosen;
    }

    private Map<StateKey, Long> readable(Stretch stretch, RequiredState wanted) {
        Map<StateKey, Long> chosen = new HashMap<>();
        boolean live = stretch.isJoined();
        if (wanted.ofAnyType() || (!live && !wanted.wholeTypes().isEmpty())) {
            chosen.putAll(rooms.states().entries(stretch.end()));
            chosen.keySet().removeIf(key -> !wanted.matches(key));
            return chosen;
        }
        chosen.putAll(rooms.states().events(stretch.end(), wanted.named()));
        if (!wanted.wholeTypes().isEmpty()) {
            ofTypes(stretch.id(), wanted.wholeTypes())
                    .forEach((key, position) -> {
                        if (position <= stretch.upTo() && wanted.matches(key)) {
                            chosen.put(key, position);
                        }
                    });
        }
        return chosen;
    }

    /// Senders of the timeline, and those of whose membership it tells.
    private void addMembersOf(
            Stretch stretch, Stretch.Events timeline, Map<StateKey, Long> chosen) {
        Set<StateKey> keys = membersOf(timeline.events());
        keys.removeAll(chosen.keySet());
        rooms.states()
                .events(stretch.end(), keys)
                .forEach((key, position) -> {
                    if (stretch.initial() || members.isNews(position)) {
                        chosen.put(key, position);
                    }
                });
    }

    private static Set<StateKey> membersOf(List<StoredEvent> timeline) {
        Set<StateKey> keys = new HashSet<>();
        for (StoredEvent event : timeline) {
            keys.add(new StateKey(EventType.M_ROOM_MEMBER, event.pdu().sender().value()));
            if (Members.isMember(event.pdu())) {
                event.pdu().key().ifPresent(keys::add);
            }
        }
        return keys;
    }

    private static StateKey own(Stretch stretch) {
        return new StateKey(EventType.M_ROOM_MEMBER, stretch.member().user().value());
    }

    private static boolean isMember(StateKey key) {
        return key.type().equals(EventType.M_ROOM_MEMBER);
    }
}
