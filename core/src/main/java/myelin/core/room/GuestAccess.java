package myelin.core.room;

import java.util.Optional;
import myelin.core.event.Pdu;

/// Whether guests may join: the value of [`m.room.guest_access`](https://spec.matrix.org/v1.19/client-server-api/#mroomguest_access).
public enum GuestAccess {
    /// They may.
    CAN_JOIN("can_join"),

    /// They may not. The default.
    FORBIDDEN("forbidden");

    private final String text;

    GuestAccess(String text) {
        this.text = text;
    }

    /// The one which is written as `text`; empty when there is none.
    public static Optional<GuestAccess> of(String text) {
        for (GuestAccess one : values()) {
            if (one.text.equals(text)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// Whether guests may join a room, given its event if there is one. What is not known counts as the default.
    public static GuestAccess of(Optional<Pdu> event) {
        return event.flatMap(found -> found.content().string("guest_access"))
                .flatMap(GuestAccess::of)
                .orElse(FORBIDDEN);
    }

    /// As it is written in events.
    public String text() {
        return text;
    }
}
