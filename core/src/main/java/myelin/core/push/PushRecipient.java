package myelin.core.push;

import org.jspecify.annotations.Nullable;

/// Whose rules are asked about an event, as far as conditions look at them.
///
/// @param displayName the user's name in the room, null when without
/// @param thread whether the user has subscribed to the thread of the event
public record PushRecipient(@Nullable String displayName, Subscription thread) {

    /// What the event's thread is to the user
    /// ([MSC4306](https://github.com/matrix-org/matrix-spec-proposals/pull/4306)).
    public enum Subscription {
        /// The event is in no thread, or nobody can subscribe to threads here.
        NONE,
        /// The user wants to hear of it.
        SUBSCRIBED,
        /// The user has not said so, or no longer does.
        UNSUBSCRIBED
    }

    /// A user to whom threads are nothing special.
    public static PushRecipient named(@Nullable String displayName) {
        return new PushRecipient(displayName, Subscription.NONE);
    }
}
