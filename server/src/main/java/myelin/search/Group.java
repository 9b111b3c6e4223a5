package myelin.search;

import java.util.Arrays;
import java.util.Optional;
import myelin.core.event.Pdu;

/// Results that have something in common.
///
/// @param key what they have in common
/// @param value what that is with them
record Group(Key key, String value) {

    /// By what results can be put into groups.
    enum Key {
        ROOM_ID("room_id"),
        SENDER("sender");

        private final String text;

        Key(String text) {
            this.text = text;
        }

        static Optional<Key> of(String text) {
            return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
        }

        String text() {
            return text;
        }

        /// The group of an event.
        Group group(Pdu event) {
            return new Group(
                    this,
                    switch (this) {
                        case ROOM_ID -> event.roomId().value();
                        case SENDER -> event.sender().value();
                    });
        }
    }

    boolean has(Pdu event) {
        return key.group(event).equals(this);
    }
}
