package myelin.search;

import java.util.Locale;
import myelin.core.id.Identifier;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.search.SearchKey;

/// Words of the index which nobody can write: what an event is, beside what it says. So the index narrows a
/// search to a room or a sender by itself, whatever else has the words sought.
///
/// Two rooms, or two senders, may have the same one: they spare work, and decide nothing.
final class Facet {

    /// No letter, digit or symbol, so that no text has it in a word.
    private static final char MARK = '§';

    private Facet() {}

    static String of(RoomId room) {
        return of('r', room);
    }

    static String of(UserId sender) {
        return of('s', sender);
    }

    private static String of(char kind, Identifier id) {
        return "" + MARK + kind + Integer.toHexString(id.value().hashCode());
    }

    static String of(SearchKey key) {
        return MARK + key.name().toLowerCase(Locale.ROOT);
    }
}
