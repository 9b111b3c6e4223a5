package myelin.core.state;

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
}
