package myelin.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.json.JsonArray;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The nodes of all state trees, those of a room beside each other.
final class StateNodesTable {

    /// Nodes asked for in one statement, at most.
    private static final int MOST_AT_ONCE = 1_000;

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT room, node_id, content FROM state_nodes
                    JOIN {pairs :nodes} wanted ON room = wanted.number AND node_id = wanted.text\
                    """);

    /// A node that is there already is needed again, so it counts as written now.
    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO state_nodes (room, node_id, generation, content)
                    VALUES (:room, :node, :generation, :content)
                    ON CONFLICT (room, node_id) DO UPDATE SET generation = excluded.generation\
                    """);

    private static final Sql MARK =
            Sql.of(
                    """
                    UPDATE state_nodes SET generation = :generation
                    WHERE room = :room AND node_id {in :nodes} AND generation < :generation
                    RETURNING node_id, content\
                    """);

    private static final Sql END_OF_PAGE =
            Sql.of(
                    """
                    SELECT node_id FROM state_nodes WHERE room = :room AND node_id > :after
                    ORDER BY node_id LIMIT 1 OFFSET :size\
                    """);

    private static final Sql SWEEP_PAGE =
            Sql.of(
                    """
                    DELETE FROM state_nodes
                    WHERE room = :room AND node_id > :after AND node_id <= :upTo
                        AND generation < :generation
                    RETURNING length(content) AS bytes\
                    """);

    private static final Sql SWEEP_REST =
            Sql.of(
                    """
                    DELETE FROM state_nodes
                    WHERE room = :room AND node_id > :after AND generation < :generation
                    RETURNING length(content) AS bytes\
                    """);

    private static final Sql DELETE_IN =
            Sql.of(
                    """
                    DELETE FROM state_nodes WHERE room = :room AND node_id IN (
                        SELECT node_id FROM state_nodes WHERE room = :room LIMIT :limit)\
                    """);

    /// Deletes up to `limit` nodes of a room.
    int deleteIn(Tx tx, long room, int limit) {
        return tx.update(DELETE_IN).bind("room", room).bind("limit", limit).run();
    }

    /// Those of the nodes that are there.
    Map<StateRoot, StateNode> find(Tx tx, Collection<StateRoot> roots) {
        Map<StateRoot, StateNode> found = new HashMap<>();
        List<JsonArray> nodes = new ArrayList<>(roots.size());
        roots.forEach(root -> nodes.add(JsonArray.of(root.room(), root.hash())));
        for (int from = 0; from < nodes.size(); from += MOST_AT_ONCE) {
            int to = Math.min(from + MOST_AT_ONCE, nodes.size());
            tx.query(FIND)
                    .bind("nodes", JsonArray.from(nodes.subList(from, to)))
                    .forEach(row -> read(row, found));
        }
        return found;
    }

    private static void read(Row row, Map<StateRoot, StateNode> into) {
        long room = row.number("room");
        into.put(
                StateRoot.of(room, row.string("node_id")),
                StateNode.read(room, row.bytes("content")));
    }

    /// Stores nodes; of those that are there already the generation is set.
    ///
    /// @param generations the present one of each room
    void insert(Tx tx, Map<StateRoot, byte[]> nodes, Map<Long, Long> generations) {
        Batch batch = tx.batch(INSERT);
        nodes.forEach((root, content) ->
                batch.bind("room", root.room())
                        .bind("node", root.hash())
                        .bind("generation", generations.get(root.room()))
                        .bind("content", content)
                        .add());
        batch.run();
    }

    /// Notes that nodes of a room are in use.
    ///
    /// @return those of which that was not known yet
    List<StateNode> mark(Tx tx, long room, Collection<StateRoot> roots, long generation) {
        return tx.update(MARK)
                .bind("generation", generation)
                .bind("room", room)
                .bindStrings("nodes", roots.stream().map(StateRoot::hash).toList())
                .list(row -> StateNode.read(room, row.bytes("content")));
    }

    /// What a page of a sweep came to.
    ///
    /// @param deleted what is gone
    /// @param end the last node looked at; empty when there are no more
    record Swept(StateSize deleted, Optional<String> end) {}

    /// Deletes those among the next `size` nodes of a room that are of an older generation.
    Swept sweep(Tx tx, long room, String after, int size, long generation) {
        Optional<String> end =
                tx.query(END_OF_PAGE)
                        .bind("room", room)
                        .bind("after", after)
                        .bind("size", size)
                        .first(row -> row.string("node_id"));
        List<Long> bytes =
                end.map(upTo ->
                                tx.update(SWEEP_PAGE)
                                        .bind("room", room)
                                        .bind("after", after)
                                        .bind("upTo", upTo)
                                        .bind("generation", generation)
                                        .list(row -> row.number("bytes")))
                        .orElseGet(() ->
                                tx.update(SWEEP_REST)
                                        .bind("room", room)
                                        .bind("after", after)
                                        .bind("generation", generation)
                                        .list(row -> row.number("bytes")));
        long sum = bytes.stream().mapToLong(Long::longValue).sum();
        return new Swept(new StateSize(bytes.size(), sum), end);
    }
}
