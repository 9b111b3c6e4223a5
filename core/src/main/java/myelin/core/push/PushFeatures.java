package myelin.core.push;

/// Which predefined rules beside those of the spec a server brings.
///
/// @param legacyMentions rules which find the user's name, display name or `@room` in the body of
///     messages without `m.mentions`. The spec dropped them in v1.17; messages of older clients and of
///     bridges would not highlight without them
/// @param polls rules about polls (MSC3930)
/// @param everyEncryptedEvent every encrypted event notifies, so that the client can decide (MSC4028)
/// @param replies a rule about replies to the user's messages (MSC3664)
/// @param threadSubscriptions rules about threads to which the user has subscribed (MSC4306)
public record PushFeatures(
        boolean legacyMentions,
        boolean polls,
        boolean everyEncryptedEvent,
        boolean replies,
        boolean threadSubscriptions) {
    /// The rules of the spec and those about legacy mentions.
    public static final PushFeatures DEFAULT = new PushFeatures(true, false, false, false, false);

    /// Nothing but the rules of the spec.
    public static final PushFeatures SPEC = new PushFeatures(false, false, false, false, false);
}
