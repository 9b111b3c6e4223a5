package myelin.rooms;

import java.util.List;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.room.RoomVersion;
import myelin.state.StateRoot;

/// Where a room's graph ends, at one position: all that is needed to add to it.
///
/// @param position of the newest event
/// @param depth the greatest depth among the extremities
/// @param extremities the events which no event has as prev_event yet
/// @param state the current state
/// @param joinedMembers members who are joined, of all servers
/// @param invitedMembers members who are invited, of all servers
/// @param bumpPosition of the newest event that brings the room up in a list of rooms; 0: there is none
public record RoomHead(
        RoomId room,
        RoomVersion version,
        long position,
        long depth,
        List<EventId> extremities,
        StateRoot state,
        long joinedMembers,
        long invitedMembers,
        long bumpPosition) {}
