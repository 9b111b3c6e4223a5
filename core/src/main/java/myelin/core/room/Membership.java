package myelin.core.room;

import java.util.Optional;

/// What a user is to a room: the `membership` of [`m.room.member`](https://spec.matrix.org/v1.19/client-server-api/#mroommember).
public enum Membership {
    /// In the room.
    JOIN("join"),

    /// Asked to join.
    INVITE("invite"),

    /// Not in the room: left, was removed, refused an invite, or was unbanned.
    LEAVE("leave"),

    /// Kept out.
    BAN("ban"),

    /// Asks to be let in; since room version 7.
    KNOCK("knock");

    private final String text;

    Membership(String text) {
        this.text = text;
    }

    /// The one which is written as `text`; empty when there is none.
    public static Optional<Membership> of(String text) {
        for (Membership one : values()) {
            if (one.text.equals(text)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// As it is written in events.
    public String text() {
        return text;
    }
}
