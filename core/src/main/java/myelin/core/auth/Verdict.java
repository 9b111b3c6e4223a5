package myelin.core.auth;

/// What the authorization rules say about an event.
public sealed interface Verdict {

    /// The one verdict of this kind, which says nothing more.
    Verdict ALLOWED = new Allowed();

    /// The event may be in the room.
    record Allowed() implements Verdict {}

    /// The event may not be in the room.
    ///
    /// @param rule the number of the rule in the spec of the room's version, such as `5.3.3`
    /// @param reason why, in words which may be shown to the sender
    record Denied(String rule, String reason) implements Verdict {}
}
