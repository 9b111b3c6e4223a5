package myelin.core.room;

import java.util.Optional;
import myelin.core.event.Pdu;

/// Who sees what happened: the value of [`m.room.history_visibility`](https://spec.matrix.org/v1.19/client-server-api/#room-history-visibility).
public enum HistoryVisibility {
    /// Anyone, even without being in the room.
    WORLD_READABLE("world_readable"),

    /// Members see everything since the room began. The default.
    SHARED("shared"),

    /// Members see what happened since they were invited.
    INVITED("invited"),

    /// Members see what happened since they joined.
    JOINED("joined");

    private final String text;

    HistoryVisibility(String text) {
        this.text = text;
    }

    /// The one which is written as `text`; empty when there is none.
    public static Optional<HistoryVisibility> of(String text) {
        for (HistoryVisibility one : values()) {
            if (one.text.equals(text)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// Who sees what happened in a room, given its event if there is one. What is not known counts as the default.
    public static HistoryVisibility of(Optional<Pdu> event) {
        return event.flatMap(found -> found.content().string("history_visibility"))
                .flatMap(HistoryVisibility::of)
                .orElse(SHARED);
    }

    /// As it is written in events.
    public String text() {
        return text;
    }
}
