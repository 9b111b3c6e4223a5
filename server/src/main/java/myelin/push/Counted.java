package myelin.push;

import myelin.core.id.RoomId;
import myelin.core.id.UserId;

/// How much of a room a user has not read, as counted at some position.
///
/// @param readPosition the newest of the receipts that it is counted with
/// @param upTo events up to this position are counted
record Counted(
        UserId user, RoomId room, UnreadCounts.Unread unread, long readPosition, long upTo) {}
