package myelin.core.filter;

import java.util.Optional;
import java.util.Set;
import myelin.core.id.RoomId;
import org.jspecify.annotations.Nullable;

/// The part of a sync filter about rooms: which rooms, and what of each.
///
/// [Spec](https://spec.matrix.org/v1.19/client-server-api/#filtering)
public final class RoomFilter {
    private final @Nullable Set<RoomId> rooms;
    private final Set<RoomId> notRooms;
    private final boolean includeLeave;
    private final EventFilter state;
    private final EventFilter timeline;
    private final EventFilter ephemeral;
    private final EventFilter accountData;

    RoomFilter(FilterReader reader) {
        rooms = reader.ids("rooms", RoomId::tryParse, "a room id");
        Set<RoomId> without = reader.ids("not_rooms", RoomId::tryParse, "a room id");
        notRooms = without == null ? Set.of() : without;
        Boolean leave = reader.flag("include_leave");
        includeLeave = leave != null && leave;
        state = EventFilter.read(reader.inner("state"));
        timeline = EventFilter.read(reader.inner("timeline"));
        ephemeral = EventFilter.read(reader.inner("ephemeral"));
        accountData = EventFilter.read(reader.inner("account_data"));
    }

    /// Whether anything of the room is wanted.
    public boolean wants(RoomId room) {
        return !notRooms.contains(room) && (rooms == null || rooms.contains(room));
    }

    /// The rooms that are let through; absent when all are.
    public Optional<Set<RoomId>> rooms() {
        return Optional.ofNullable(rooms);
    }

    /// The rooms that are kept out.
    public Set<RoomId> notRooms() {
        return notRooms;
    }

    /// Whether rooms that the user has left are wanted at an initial sync.
    public boolean includeLeave() {
        return includeLeave;
    }

    /// What is wanted of the state.
    public EventFilter state() {
        return state;
    }

    /// What is wanted of the timeline, and how much.
    public EventFilter timeline() {
        return timeline;
    }

    /// What is wanted of receipts and typing.
    public EventFilter ephemeral() {
        return ephemeral;
    }

    /// What is wanted of the room's account data.
    public EventFilter accountData() {
        return accountData;
    }
}
