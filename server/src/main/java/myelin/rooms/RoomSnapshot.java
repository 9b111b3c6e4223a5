package myelin.rooms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.auth.AuthEvents;
import myelin.core.auth.AuthState;
import myelin.core.event.CreateContent;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.event.SizeLimits;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.room.GuestAccess;
import myelin.core.room.HistoryVisibility;
import myelin.core.room.JoinRule;
import myelin.core.room.Membership;
import myelin.core.room.PowerLevels;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.StateKey;
import myelin.events.Events;
import myelin.events.StateChange;
import myelin.events.StoredEvent;
import myelin.members.Members;
import myelin.state.StateRoot;
import myelin.state.StateStore;
import org.jspecify.annotations.Nullable;

/// A room at one moment: where its graph ends and what its state is. Immutable; entries of the
/// state are read when asked for.
public final class RoomSnapshot implements AuthState {

    private final RoomHead head;
    private final StateStore states;
    private final Events events;

    /// State events that are built but not stored yet, over `head.state()`.
    private final Map<StateKey, Pdu> unstored;

    /// The event that was built last; null when all are stored.
    private final @Nullable Pdu newest;

    RoomSnapshot(RoomHead head, StateStore states, Events events) {
        this(head, states, events, Map.of(), null);
    }

    private RoomSnapshot(
            RoomHead head,
            StateStore states,
            Events events,
            Map<StateKey, Pdu> unstored,
            @Nullable Pdu newest) {
        this.head = head;
        this.states = states;
        this.events = events;
        this.unstored = unstored;
        this.newest = newest;
    }

    /// Where the graph ends.
    public RoomHead head() {
        return head;
    }

    /// The room's id.
    public RoomId room() {
        return head.room();
    }

    /// The room's version.
    public RoomVersion version() {
        return head.version();
    }

    @Override
    public Optional<Pdu> event(String type, String stateKey) {
        StateKey key = new StateKey(type, stateKey);
        Pdu built = unstored.get(key);
        return built != null ? Optional.of(built) : stored(key).map(StoredEvent::pdu);
    }

    /// The stored state event at a key.
    public Optional<StoredEvent> stored(StateKey key) {
        return states.event(head.state(), key).map(events::at);
    }

    /// The stored state event at a key, unless one that is not stored yet has taken its place.
    private Optional<StoredEvent> storedUnlessReplaced(String type, String stateKey) {
        StateKey key = new StateKey(type, stateKey);
        return unstored.containsKey(key) ? Optional.empty() : stored(key);
    }

    /// All stored state events.
    public List<StoredEvent> state() {
        return events.at(states.numbers(head.state()));
    }

    /// The user's membership; empty when there never was one.
    public Optional<Membership> membership(UserId user) {
        return event(EventType.M_ROOM_MEMBER, user.value()).flatMap(RoomSnapshot::membership);
    }

    /// Whether the user is joined.
    public boolean isJoined(UserId user) {
        return membership(user).filter(Membership.JOIN::equals).isPresent();
    }

    /// The power levels in force.
    public PowerLevels powerLevels() {
        return PowerLevels.of(
                head.version().rules(),
                event(EventType.M_ROOM_POWER_LEVELS, ""),
                event(EventType.M_ROOM_CREATE, ""));
    }

    /// Creators who have all power, and so must not be given a level.
    public Set<String> allPowerful() {
        return head.version().rules().has(Rule.PRIVILEGED_CREATORS)
                ? event(EventType.M_ROOM_CREATE, "")
                        .map(create -> new CreateContent(create).creators())
                        .orElse(Set.of())
                : Set.of();
    }

    /// How one may join; `invite` where the room does not say.
    public JoinRule joinRule() {
        return content(EventType.M_ROOM_JOIN_RULES, "join_rule")
                .flatMap(JoinRule::of)
                .orElse(JoinRule.INVITE);
    }

    /// The rooms whose members may join; none where the rule, or the room's version, knows no such
    /// rooms ([spec](https://spec.matrix.org/v1.19/client-server-api/#restricted-rooms)).
    public List<RoomId> allowedRooms() {
        boolean restricted =
                switch (joinRule()) {
                    case RESTRICTED -> version().rules().has(Rule.RESTRICTED_JOIN_RULE);
                    case KNOCK_RESTRICTED -> version().rules().has(Rule.KNOCK_RESTRICTED_JOIN_RULE);
                    case PUBLIC, INVITE, KNOCK, PRIVATE -> false;
                };
        if (!restricted) {
            return List.of();
        }
        JsonArray allow =
                event(EventType.M_ROOM_JOIN_RULES, "")
                        .flatMap(rules -> rules.content().array("allow"))
                        .orElse(JsonArray.EMPTY);
        return allow.objects().stream()
                .filter(rule -> rule.string("type").equals(Optional.of("m.room_membership")))
                .flatMap(rule -> rule.string("room_id").flatMap(RoomId::tryParse).stream())
                .toList();
    }

    /// Who may read the history; `shared` where the room does not say.
    public HistoryVisibility historyVisibility() {
        return content(EventType.M_ROOM_HISTORY_VISIBILITY, "history_visibility")
                .flatMap(HistoryVisibility::of)
                .orElse(HistoryVisibility.SHARED);
    }

    /// Whether guests may join; `forbidden` where the room does not say.
    public GuestAccess guestAccess() {
        return content(EventType.M_ROOM_GUEST_ACCESS, "guest_access")
                .flatMap(GuestAccess::of)
                .orElse(GuestAccess.FORBIDDEN);
    }

    private Optional<String> content(String type, String field) {
        return event(type, "").flatMap(event -> event.content().string(field));
    }

    /// The state events that a draft has to name as its auth events.
    List<Pdu> authEvents(Draft draft) {
        List<Pdu> named = new ArrayList<>();
        for (StateKey key :
                AuthEvents.keysFor(
                        head.version().rules(),
                        draft.sender(),
                        draft.type(),
                        draft.stateKey(),
                        draft.content())) {
            event(key.type(), key.key()).ifPresent(named::add);
        }
        return named;
    }

    /// State that says what it said before, by the same sender, is not said again.
    ///
    /// @return the stored event that says what the draft says
    Optional<StoredEvent> same(Draft draft) {
        return draft.stateKey()
                .flatMap(key -> storedUnlessReplaced(draft.type(), key))
                .filter(event -> event.pdu().sender().equals(draft.sender()))
                .filter(event -> event.pdu().content().equals(draft.content()))
                .filter(event -> event.redactedBy().isEmpty());
    }

    /// Whether the graph ends in more places than one event may name.
    boolean isCrowded() {
        return head.extremities().size() > SizeLimits.PREV_EVENTS;
    }

    /// An event at which the graph ends.
    Optional<Pdu> pdu(EventId extremity) {
        return newest != null && newest.eventId().equals(extremity)
                ? Optional.of(newest)
                : events.known(extremity).map(StoredEvent::pdu);
    }

    /// The room once an event, built on this snapshot, has been added. Its state root and position
    /// stay behind until the event is stored.
    RoomSnapshot with(Pdu pdu) {
        Map<StateKey, Pdu> state = unstored;
        if (pdu.isState()) {
            state = new HashMap<>(unstored);
            state.put(pdu.key().orElseThrow(), pdu);
        }
        RoomHead next =
                new RoomHead(
                        head.room(),
                        head.version(),
                        head.position(),
                        pdu.depth(),
                        List.of(pdu.eventId()),
                        head.state(),
                        head.joinedMembers() + change(pdu, Membership.JOIN),
                        head.invitedMembers() + change(pdu, Membership.INVITE),
                        head.bumpPosition());
        return new RoomSnapshot(next, states, events, state, pdu);
    }

    /// The room with another state, all of which is stored.
    ///
    /// @param difference from the state that it has
    RoomSnapshot moved(StateRoot state, List<StateChange> difference) {
        long joined = head.joinedMembers();
        long invited = head.invitedMembers();
        for (StateChange change : difference) {
            joined += change(change, Membership.JOIN);
            invited += change(change, Membership.INVITE);
        }
        return new RoomSnapshot(
                new RoomHead(
                        head.room(),
                        head.version(),
                        head.position(),
                        head.depth(),
                        head.extremities(),
                        state,
                        joined,
                        invited,
                        head.bumpPosition()),
                states,
                events);
    }

    /// The room as it would be if its graph ended with these events only.
    ///
    /// @param state the state that follows from them
    RoomSnapshot upon(List<StoredEvent> some, StateRoot state) {
        RoomSnapshot then = moved(state, List.of());
        return new RoomSnapshot(
                then.ending(
                        some.stream().map(event -> event.pdu().eventId()).toList(),
                        some.stream().mapToLong(event -> event.pdu().depth()).max().orElse(0)),
                states,
                events);
    }

    /// The room once an event has been added that its state knows of already.
    RoomSnapshot after(Pdu pdu) {
        return new RoomSnapshot(
                ending(List.of(pdu.eventId()), pdu.depth()), states, events, unstored, pdu);
    }

    /// The room when there are others beside its one extremity.
    ///
    /// @param depth the greatest depth among the others
    RoomSnapshot beside(List<EventId> others, long depth) {
        List<EventId> extremities = new ArrayList<>(others);
        extremities.addAll(head.extremities());
        return new RoomSnapshot(
                ending(List.copyOf(extremities), Math.max(depth, head.depth())),
                states,
                events,
                unstored,
                newest);
    }

    private RoomHead ending(List<EventId> extremities, long depth) {
        return new RoomHead(
                head.room(),
                head.version(),
                head.position(),
                depth,
                extremities,
                head.state(),
                head.joinedMembers(),
                head.invitedMembers(),
                head.bumpPosition());
    }

    private static long change(StateChange change, Membership counted) {
        if (!change.key().type().equals(EventType.M_ROOM_MEMBER)) {
            return 0;
        }
        return count(change.after().map(StoredEvent::pdu), counted)
                - count(change.before().map(StoredEvent::pdu), counted);
    }

    private static long count(Optional<Pdu> member, Membership counted) {
        return member.flatMap(RoomSnapshot::membership).equals(Optional.of(counted)) ? 1 : 0;
    }

    private static Optional<Membership> membership(Pdu member) {
        return new MemberContent(member.content()).membership();
    }

    private long change(Pdu pdu, Membership counted) {
        if (!Members.isMember(pdu)) {
            return 0;
        }
        Optional<Pdu> before = event(EventType.M_ROOM_MEMBER, pdu.stateKey().orElseThrow());
        return count(Optional.of(pdu), counted) - count(before, counted);
    }

    /// The room once all that was built on it is stored.
    ///
    /// @param bumpPosition of the newest event that brings the room up in a list of rooms
    RoomSnapshot stored(long position, StateRoot state, long bumpPosition) {
        RoomHead settled =
                new RoomHead(
                        head.room(),
                        head.version(),
                        position,
                        head.depth(),
                        head.extremities(),
                        state,
                        head.joinedMembers(),
                        head.invitedMembers(),
                        bumpPosition);
        return new RoomSnapshot(settled, states, events);
    }
}
