package myelin.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.event.Relation;
import myelin.core.search.SearchKey;
import myelin.core.search.SearchText;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;

/// What can be searched of stored events. "The search will *not* include rooms that are end to end encrypted":
/// of these only what names and topics say. Any thread.
final class Texts {

    private static final StateKey ENCRYPTION = new StateKey(EventType.M_ROOM_ENCRYPTION, "");

    /// States in memory, at most.
    private static final int CACHED = 10_000;

    private final Rooms rooms;

    /// Whether rooms are encrypted in a state, which is so for ever.
    private final Cache<StateRoot, Boolean> encrypted =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    Texts(Rooms rooms) {
        this.rooms = rooms;
    }

    /// What an event says where it can be searched.
    record Text(SearchKey key, String text) {

        SearchText words() {
            return SearchText.of(text);
        }
    }

    /// Empty when it says nothing that can be searched, or does no longer: it was redacted, or is an edit of
    /// what was.
    Optional<Text> of(StoredEvent event) {
        Pdu pdu = event.shown();
        return SearchKey.of(pdu)
                .flatMap(key -> key.text(pdu).map(text -> new Text(key, text)))
                .filter(text -> text.key() != SearchKey.BODY || !isHidden(event));
    }

    private boolean isHidden(StoredEvent message) {
        return isEncrypted(message.stateBefore())
                || Relation.of(message.pdu())
                        .filter(relation -> relation.is(Relation.REPLACE))
                        .flatMap(relation -> rooms.events().known(relation.parent()))
                        .filter(original -> original.pdu().roomId().equals(message.pdu().roomId()))
                        .flatMap(StoredEvent::redactedBy)
                        .isPresent();
    }

    private boolean isEncrypted(StateRoot state) {
        Boolean known = encrypted.getIfPresent(state);
        if (known != null) {
            return known;
        }
        boolean is = rooms.states().event(state, ENCRYPTION).isPresent();
        encrypted.put(state, is);
        return is;
    }
}
