package myelin.threadsubscriptions;

import java.util.OptionalLong;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;

/// What a user has made of one thread.
///
/// @param root the event with which the thread begins
/// @param subscribed whether the user follows it; else did so once
/// @param automatic the client subscribed of its own accord
/// @param unsubscribedAt position of the room's newest event when the user turned away
/// @param position when it was changed, in the THREAD_SUBSCRIPTIONS stream
public record ThreadSubscription(
        RoomId room,
        EventId root,
        boolean subscribed,
        boolean automatic,
        OptionalLong unsubscribedAt,
        long position) {}
