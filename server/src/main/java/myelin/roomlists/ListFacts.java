package myelin.roomlists;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.accountdata.AccountData;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.history.Stays;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import org.jspecify.annotations.Nullable;

/// What filters ask of a user's rooms beside what lists know of them; read when a filter asks. Made
/// for one answer, by its thread.
public final class ListFacts {

    private static final StateKey NAME = StateKey.of(EventType.M_ROOM_NAME);
    private static final StateKey ENCRYPTION = StateKey.of(EventType.M_ROOM_ENCRYPTION);

    private final Rooms rooms;
    private final Stays stays;
    private final AccountData accountData;
    private final UserId user;
    private @Nullable Set<String> directRooms;
    private @Nullable Map<RoomId, Set<String>> tags;
    private final Map<String, Set<String>> children = new HashMap<>();
    private @Nullable Map<RoomId, String> names;

    ListFacts(Rooms rooms, Stays stays, AccountData accountData, UserId user) {
        this.rooms = rooms;
        this.stays = stays;
        this.accountData = accountData;
        this.user = user;
    }

    /// Whether the user's account data call it a direct chat.
    public boolean isDirect(RoomId room) {
        if (directRooms == null) {
            directRooms = accountData.directRooms().of(user);
        }
        return directRooms.contains(room.value());
    }

    /// The names of the tags that the user has put on a room.
    Set<String> tags(RoomId room) {
        if (tags == null) {
            tags = accountData.tagNames().of(user);
        }
        return tags.getOrDefault(room, Set.of());
    }

    /// Whether the room is encrypted, as far as the user may know it.
    boolean isEncrypted(ListedRoom room) {
        return room.listing().encrypted()
                && (room.member().membership() == Membership.JOIN
                        || stateAt(room.member(), ENCRYPTION).isPresent());
    }

    /// The rooms directly in a space that the user is in; none for other spaces.
    Set<String> childrenOf(String space) {
        return children.computeIfAbsent(space, this::readChildren);
    }

    private Set<String> readChildren(String space) {
        Optional<RoomId> room =
                RoomId.tryParse(space).filter(id -> rooms.members().isJoined(user, id));
        if (room.isEmpty()) {
            return Set.of();
        }
        Set<String> linked = new HashSet<>();
        Map<StateKey, Long> links = rooms.stateOfTypes(room.get(), Set.of(EventType.M_SPACE_CHILD));
        for (StoredEvent link : rooms.events().at(links.values())) {
            if (link.shown().content().array("via").isPresent()) {
                linked.add(link.pdu().stateKey().orElseThrow());
            }
        }
        return linked;
    }

    /// The room's name, as far as the user may know it, in lower case; empty when it has none.
    String name(ListedRoom room) {
        return room.member().membership() == Membership.JOIN
                ? joinedNames().getOrDefault(room.id(), "")
                : stateAt(room.member(), NAME)
                        .flatMap(ListFacts::name)
                        .map(ListFacts::lower)
                        .orElse("");
    }

    private Map<RoomId, String> joinedNames() {
        if (names == null) {
            names = readNames();
        }
        return names;
    }

    private Map<RoomId, String> readNames() {
        Set<RoomId> joined = new HashSet<>();
        rooms.members().roomsOf(user).values().stream()
                .filter(member -> member.membership() == Membership.JOIN)
                .forEach(member -> joined.add(member.room()));
        Map<RoomId, String> all = new HashMap<>();
        Map<RoomId, Long> positions = rooms.stateOfType(joined, EventType.M_ROOM_NAME);
        for (StoredEvent event : rooms.events().at(positions.values())) {
            all.put(event.pdu().roomId(), lower(name(event).orElse("")));
        }
        return all;
    }

    /// What stood there when the user last knew of the room: was invited, or was joined to it.
    private Optional<StoredEvent> stateAt(RoomMember member, StateKey key) {
        Optional<StateRoot> then =
                switch (member.membership()) {
                    case JOIN, INVITE, KNOCK ->
                            Optional.of(rooms.memberEvent(member).stateBefore());
                    case LEAVE, BAN ->
                            stays.end(member).map(end -> rooms.events().at(end).roomState());
                };
        return then.flatMap(state -> rooms.states().event(state, key)).map(rooms.events()::at);
    }

    private static Optional<String> name(StoredEvent event) {
        return event.shown().content().string("name");
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
