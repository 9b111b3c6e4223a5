package myelin.core.state;

import org.jspecify.annotations.Nullable;

/// The place of an event in the state of a room: its `type` and its `state_key`, which may be empty.
///
/// Ordered by type and then by key, by UTF-16 units: an order to be stable, not one of the spec.
public record StateKey(String type, String key) implements Comparable<StateKey> {

    /// The place of the one event of a `type` which has an empty state key, such as `m.room.name`.
    public static StateKey of(String type) {
        return new StateKey(type, "");
    }

    @Override
    public int compareTo(StateKey other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : key.compareTo(other.key);
    }

    /// As a record has it, but quick from the first time on.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateKey it && key.equals(it.key) && type.equals(it.type);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + key.hashCode();
    }
}
