package myelin.search;

import java.util.LinkedHashSet;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.events.StoredEvent;

/// What the index keeps of an event: a message, or the name or topic of a room.
///
/// @param words those of its text, and its facets
record IndexedMessage(long position, RoomId room, Set<String> words) {

    static IndexedMessage of(StoredEvent event, Texts.Text text) {
        RoomId room = event.pdu().roomId();
        Set<String> words = new LinkedHashSet<>(text.words().kept());
        words.add(Facet.of(room));
        words.add(Facet.of(event.pdu().sender()));
        words.add(Facet.of(text.key()));
        return new IndexedMessage(event.position(), room, words);
    }
}
