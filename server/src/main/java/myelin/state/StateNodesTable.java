package myelin.state;

import java.util.Map;
import java.util.Optional;
import myelin.sql.Batch;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The nodes of all state trees, by address.
final class StateNodesTable {

    private static final Sql FIND = Sql.of("SELECT content FROM state_nodes WHERE node_id = :node");

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO state_nodes (node_id, content) VALUES (:node, :content)
                    ON CONFLICT (node_id) DO NOTHING\
                    """);

    Optional<StateNode> find(Tx tx, StateRoot root) {
        return tx.query(FIND)
                .bind("node", root.toString())
                .first(row -> StateNode.read(row.bytes("content")));
    }

    /// Stores nodes; those that are there already stay.
    void insert(Tx tx, Map<StateRoot, StateNode> nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        Batch batch = tx.batch(INSERT);
        nodes.forEach((root, node) ->
                batch.bind("node", root.toString()).bind("content", node.bytes()).add());
        batch.run();
    }
}
