package myelin.state;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.cluster.Job;
import myelin.core.json.JsonObject;
import myelin.sql.Tx;
import myelin.state.CollectionStep.Between;
import myelin.state.CollectionStep.Marking;
import myelin.state.CollectionStep.Sweeping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The background update that deletes the nodes of which no state in use consists any more, while
/// events are written.
///
/// A node belongs to one room, so one room is gone through after the other. A room gets a new
/// generation; the nodes below all cited and held states get it; what still has an older one is
/// deleted. All that in small batches, which go on after a crash where they were, on any node.
///
/// Why nothing is deleted that is needed:
///
/// - Who stores nodes locks the room's row, as the beginning of a generation does. So the nodes
///   stored from then on have the new generation, and all others are there when marking begins.
/// - A new node's children are new, too, or belong to a state from which it was made. That one is
///   cited, and so it is marked; or it was once, but then [#GRACE] has passed since its citation was
///   deleted, and nobody has it in memory any more. Where a citation is deleted before all is
///   marked, the room is left alone and begun anew later.
/// - A node that is there already and is stored again gets the new generation, and a deletion looks
///   at the generation which the row has when it is locked.
final class StateCollection {
    private static final Logger log = LoggerFactory.getLogger(StateCollection.class);

    /// The name of the background update.
    static final String JOB = "collect_unused_state";

    /// How long somebody may have a state in memory before he has stored what he makes of it.
    static final Duration GRACE = Duration.ofMinutes(10);

    /// Nodes or rows in one batch, at most: what is open after it is kept with the job.
    private static final int MOST_AT_ONCE = 256;

    private final StateStore.Tables tables;
    private final InstantSource clock;
    private final CitedStates cited;

    StateCollection(StateStore.Tables tables, InstantSource clock, CitedStates cited) {
        this.tables = tables;
        this.clock = clock;
        this.cited = cited;
    }

    /// Does the next batch.
    Job.Batch batch(Tx tx, JsonObject progress, int size) {
        int rows = Math.min(size, MOST_AT_ONCE);
        return switch (CollectionStep.read(progress)) {
            case Between() -> begin(tx);
            case Marking marking when marking.open().isEmpty() -> name(tx, marking, rows);
            case Marking marking -> mark(tx, marking, rows);
            case Sweeping sweeping -> sweep(tx, sweeping, rows);
        };
    }

    private static Job.Batch more(CollectionStep next, long items) {
        return Job.Batch.more(next.json(), items);
    }

    private Job.Batch begin(Tx tx) {
        long before = clock.instant().minus(GRACE).toEpochMilli();
        Optional<StateRoomsTable.Due> due = tables.rooms().due(tx, before);
        if (due.isEmpty()) {
            return Job.Batch.last(0);
        }
        StateRoomsTable.Due room = tables.rooms().begin(tx, due.get());
        if (room.releasedTs() > before) {
            return more(new Between(), 1);
        }
        List<StateRoot> held = tables.holds().ofRoom(tx, room.number());
        return more(new Marking(room, Optional.of(CitedStates.FIRST), held), 1);
    }

    /// Asks for the next states that are cited.
    private Job.Batch name(Tx tx, Marking marking, int rows) {
        StateRoomsTable.Due room = marking.room();
        if (marking.citedAfter().isPresent()) {
            CitedStates.Page page = cited.of(tx, room.room(), marking.citedAfter().get(), rows);
            Set<StateRoot> roots = new LinkedHashSet<>(page.roots());
            roots.remove(StateRoot.EMPTY);
            return more(new Marking(room, page.end(), List.copyOf(roots)), rows);
        }
        if (!tables.rooms().isUnchanged(tx, room)) {
            return more(new Between(), 1);
        }
        return more(new Sweeping(room, "", StateSize.NOTHING), 1);
    }

    /// Marks the nodes that were named last, so that few are open at a time.
    private Job.Batch mark(Tx tx, Marking marking, int rows) {
        StateRoomsTable.Due room = marking.room();
        int kept = Math.max(0, marking.open().size() - rows);
        List<StateRoot> next = marking.open().subList(kept, marking.open().size());
        List<StateRoot> open = new ArrayList<>(marking.open().subList(0, kept));
        for (StateNode node : tables.nodes().mark(tx, room.number(), next, room.generation())) {
            if (node instanceof StateNode.Branch branch) {
                open.addAll(branch.present());
            }
        }
        return more(new Marking(room, marking.citedAfter(), open), next.size());
    }

    private Job.Batch sweep(Tx tx, Sweeping sweeping, int rows) {
        StateRoomsTable.Due room = sweeping.room();
        StateNodesTable.Swept swept =
                tables.nodes().sweep(tx, room.number(), sweeping.after(), rows, room.generation());
        tables.rooms().shrink(tx, room.number(), swept.deleted());
        StateSize deleted = sweeping.deleted().plus(swept.deleted());
        if (swept.end().isPresent()) {
            return more(new Sweeping(room, swept.end().get(), deleted), rows);
        }
        tables.rooms().finish(tx, room);
        tx.afterCommit(() ->
                log.info(
                        "unused state deleted room={} nodes={} bytes={}",
                        room.room(),
                        deleted.nodes(),
                        deleted.bytes()));
        return more(new Between(), rows);
    }
}
