package myelin.state;

/// How much states take in the database, without what the database itself adds to each row.
///
/// @param nodes how many nodes of trees
/// @param bytes of their contents
public record StateSize(long nodes, long bytes) {

    static final StateSize NOTHING = new StateSize(0, 0);

    StateSize plus(StateSize other) {
        return new StateSize(nodes + other.nodes, bytes + other.bytes);
    }
}
