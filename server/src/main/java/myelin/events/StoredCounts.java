package myelin.events;

import java.util.List;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.id.ServerName;
import myelin.observe.Counter;
import myelin.observe.Metrics;

/// Counts the events that come into timelines, under Synapse's names. Called by the event writer's thread.
public final class StoredCounts {

    /// The types that have a count of their own, as with Synapse. Anybody can make up types, so the others share one.
    private static final Set<String> COUNTED =
            Set.of(
                    EventType.M_ROOM_CREATE,
                    EventType.M_ROOM_ENCRYPTED,
                    EventType.M_ROOM_MEMBER,
                    EventType.M_ROOM_MESSAGE,
                    EventType.M_ROOM_REDACTION,
                    EventType.M_ROOM_THIRD_PARTY_INVITE,
                    EventType.M_ROOM_TOMBSTONE);

    private final ServerName server;
    private final Counter all;
    private final Counter byType;

    /// @param server of the events that are counted as local
    public StoredCounts(ServerName server, Metrics metrics) {
        this.server = server;
        this.all = metrics.counter("synapse_storage_events_persisted_events", "Events stored");
        this.byType =
                metrics.counter(
                        "synapse_storage_events_persisted_events_sep",
                        "Events stored, by type and by whether they are of this server",
                        "type",
                        "origin_type");
    }

    /// Counts the events of a commit.
    public void count(List<StoredEvent> stored) {
        all.add(stored.size());
        for (StoredEvent event : stored) {
            String type = event.pdu().type();
            boolean ours = event.pdu().sender().isOf(server);
            byType.increment(COUNTED.contains(type) ? type : "*other*", ours ? "local" : "remote");
        }
    }
}
