package myelin.relations;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.relations.Aggregations.Aggregation;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import org.jspecify.annotations.Nullable;

/// Bundles with events what relates to them
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#aggregations-of-child-events)): the newest
/// edit that the reader may see, references, and what a thread has come to. Any thread.
///
/// State events have nothing bundled, nor have edits and annotations; what relates to another event begins
/// no thread; and a redacted event keeps no edit, which would tell what was redacted. Nobody is told of
/// what he may not see, for it came after the end of his membership or while he was away, or of what is from a user whom
/// he ignores.
final class Bundles {

    /// Events of threads that are looked at for one page where the reader may not see all of them.
    private static final int MAX_LOOKED_AT = 1_000;

    private final Database database;
    private final Rooms rooms;
    private final History history;
    private final Function<UserId, Set<UserId>> ignored;
    private final Aggregations aggregations;
    private final ThreadsTable threads;

    Bundles(
            Database database,
            Rooms rooms,
            History history,
            Function<UserId, Set<UserId>> ignored,
            Aggregations aggregations,
            ThreadsTable threads) {
        this.database = database;
        this.rooms = rooms;
        this.history = history;
        this.ignored = ignored;
        this.aggregations = aggregations;
        this.threads = threads;
    }

    /// Events for a reader, who may see them, each with its bundle.
    List<JsonObject> format(List<StoredEvent> events, ClientEvents.Reader reader) {
        Map<EventId, JsonObject> bundles = of(events, reader);
        List<JsonObject> formatted = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            JsonObject bundle = bundles.getOrDefault(event.pdu().eventId(), JsonObject.EMPTY);
            formatted.add(history.clientEvents().format(event, reader, bundle));
        }
        return formatted;
    }

    /// Reads together what relates to events of several rooms, for a reader who is in all of them.
    void lookAhead(Map<RoomId, List<StoredEvent>> byRoom) {
        Map<RoomId, List<EventId>> parents = new HashMap<>();
        for (RoomId room : aggregations.haveRelations(byRoom.keySet())) {
            parents.put(
                    room,
                    byRoom.getOrDefault(room, List.of()).stream()
                            .filter(Bundles::isParent)
                            .map(event -> event.pdu().eventId())
                            .toList());
        }
        aggregations.lookAhead(parents);
    }

    private Map<EventId, JsonObject> of(List<StoredEvent> events, ClientEvents.Reader reader) {
        Map<RoomId, List<StoredEvent>> byRoom = new LinkedHashMap<>();
        for (StoredEvent event : events) {
            if (isParent(event)) {
                byRoom.computeIfAbsent(event.pdu().roomId(), none -> new ArrayList<>()).add(event);
            }
        }
        Map<EventId, JsonObject> bundles = new HashMap<>();
        byRoom.forEach(
                (room, parents) -> bundles.putAll(new Page(room, parents, reader).bundles()));
        return bundles;
    }

    /// The edits that count for events of a room, as far as the user may see them.
    Map<EventId, StoredEvent> edits(UserId user, RoomId room, Collection<EventId> originals) {
        Map<EventId, StoredEvent> edits = new HashMap<>();
        aggregated(room, originals, history.lastVisible(room, user))
                .forEach((original, aggregation) ->
                        edit(user, aggregation).ifPresent(edit -> edits.put(original, edit)));
        return edits;
    }

    /// The newest edit that the user may see.
    private Optional<StoredEvent> edit(UserId user, Aggregation aggregation) {
        return aggregation.edits().stream()
                .flatMap(position -> present(position).stream())
                .filter(edit -> history.visibility().isVisible(user, edit))
                .findFirst();
    }

    /// The event at a position, unless it was deleted a moment ago.
    private Optional<StoredEvent> present(long position) {
        return rooms.events().at(List.of(position)).stream().findFirst();
    }

    private Map<EventId, Aggregation> aggregated(
            RoomId room, Collection<EventId> events, long upTo) {
        if (events.isEmpty()) {
            return Map.of();
        }
        return upTo == Long.MAX_VALUE
                ? aggregations.of(room, events)
                : aggregations.upTo(events, upTo);
    }

    /// "An event which is a replacement or annotation" has nothing related to it that counts.
    private static boolean isParent(StoredEvent event) {
        return !event.pdu().isState()
                && Relation.of(event.pdu())
                        .filter(it -> it.is(Relation.REPLACE) || it.is(Relation.ANNOTATION))
                        .isEmpty();
    }

    /// What a thread has come to, for one reader.
    private record Latest(StoredEvent event, long count, boolean participated) {}

    /// Events of one room that are bundled together for one reader.
    private final class Page {
        private final RoomId room;
        private final List<StoredEvent> parents;
        private final ClientEvents.Reader reader;
        private final UserId user;
        private final boolean mayPage;
        private final long end;
        private @Nullable Boolean seesAll;

        Page(RoomId room, List<StoredEvent> parents, ClientEvents.Reader reader) {
            this.room = room;
            this.parents = parents;
            this.reader = reader;
            this.user = reader.user();
            long last = history.lastVisible(room, user);
            this.mayPage = last > 0;
            this.end = mayPage ? last : Long.MAX_VALUE;
        }

        /// Whether the reader sees everything up to the end that may relate to the events.
        private boolean seesAll() {
            if (seesAll == null) {
                long oldest = parents.stream().mapToLong(StoredEvent::position).min().orElseThrow();
                seesAll = mayPage && history.visibility().seesAllAfter(user, room, oldest);
            }
            return seesAll;
        }

        Map<EventId, JsonObject> bundles() {
            Map<EventId, Aggregation> found = aggregated(parents);
            if (found.isEmpty()) {
                return Map.of();
            }
            Set<UserId> unwanted = ignored.apply(user);
            Map<EventId, Latest> begun = threads(found, unwanted);
            Map<EventId, Aggregation> ofLatest =
                    aggregated(begun.values().stream().map(Latest::event).toList());
            Map<EventId, JsonObject> bundles = new HashMap<>();
            for (StoredEvent parent : parents) {
                EventId id = parent.pdu().eventId();
                Aggregation aggregation = found.getOrDefault(id, Aggregation.NONE);
                JsonObject.Builder bundle = bundle(parent, aggregation, unwanted);
                Latest latest = begun.get(id);
                if (latest != null) {
                    bundle.put("m.thread", thread(latest, ofLatest, unwanted));
                }
                bundles.put(id, bundle.build());
            }
            return bundles;
        }

        private Map<EventId, Aggregation> aggregated(List<StoredEvent> events) {
            return Bundles.this.aggregated(
                    room, events.stream().map(event -> event.pdu().eventId()).toList(), end);
        }

        private JsonObject.Builder bundle(
                StoredEvent parent, Aggregation aggregation, Set<UserId> unwanted) {
            JsonObject.Builder bundle = JsonObject.builder();
            edit(user, aggregation)
                    .filter(edit -> parent.redactedBy().isEmpty())
                    .ifPresent(edit ->
                            bundle.put("m.replace", history.clientEvents().format(edit, reader)));
            List<JsonObject> references =
                    visible(aggregation.references()).stream()
                            .filter(reference -> !unwanted.contains(reference.sender()))
                            .map(reference -> JsonObject.of("event_id", reference.event()))
                            .toList();
            if (!references.isEmpty()) {
                bundle.put("m.reference", JsonObject.of("chunk", JsonArray.from(references)));
            }
            return bundle;
        }

        private List<RelationsTable.Related> visible(List<RelationsTable.Related> related) {
            if (seesAll() || related.isEmpty()) {
                return related;
            }
            Set<Long> seen =
                    visibleAt(related.stream().map(RelationsTable.Related::position).toList())
                            .stream()
                            .map(StoredEvent::position)
                            .collect(Collectors.toSet());
            return related.stream().filter(it -> seen.contains(it.position())).toList();
        }

        private List<StoredEvent> visibleAt(List<Long> positions) {
            return history.visibility().visible(user, rooms.events().at(positions));
        }

        private JsonObject thread(
                Latest latest, Map<EventId, Aggregation> ofLatest, Set<UserId> unwanted) {
            Aggregation aggregation =
                    ofLatest.getOrDefault(latest.event().pdu().eventId(), Aggregation.NONE);
            JsonObject relations = bundle(latest.event(), aggregation, unwanted).build();
            return JsonObject.of(
                    "latest_event",
                    history.clientEvents().format(latest.event(), reader, relations),
                    "count",
                    latest.count(),
                    "current_user_participated",
                    latest.participated());
        }

        /// Threads without what the reader does not see: counted anew for who has left or ignores somebody; for who
        /// was away meanwhile, from the newest events as far as they are looked at.
        private Map<EventId, ThreadsTable.Summary> seen(
                Map<EventId, ThreadsTable.Summary> whole, Set<UserId> unwanted) {
            Set<EventId> roots = whole.keySet();
            if (!seesAll()) {
                List<Long> newest =
                        database.read(tx ->
                                threads.newest(tx, room, roots, end, unwanted, MAX_LOOKED_AT));
                Map<EventId, ThreadsTable.Summary> counted = new HashMap<>();
                for (StoredEvent event : visibleAt(newest)) {
                    EventId root = Relation.of(event.pdu()).orElseThrow().parent();
                    counted.merge(
                            root,
                            new ThreadsTable.Summary(root, 1, event.position()),
                            ThreadsTable.Summary::plus);
                }
                return counted;
            }
            if (end == Long.MAX_VALUE && unwanted.isEmpty()) {
                return whole;
            }
            return database.read(tx -> threads.count(tx, room, roots, end, unwanted));
        }

        private Map<EventId, Latest> threads(
                Map<EventId, Aggregation> found, Set<UserId> unwanted) {
            Map<EventId, ThreadsTable.Summary> summaries = new HashMap<>();
            Map<EventId, StoredEvent> roots = new HashMap<>();
            for (StoredEvent parent : parents) {
                EventId id = parent.pdu().eventId();
                Optional<ThreadsTable.Summary> begun =
                        found.getOrDefault(id, Aggregation.NONE).thread();
                if (begun.isPresent() && Relation.of(parent.pdu()).isEmpty()) {
                    summaries.put(id, begun.get());
                    roots.put(id, parent);
                }
            }
            if (summaries.isEmpty()) {
                return Map.of();
            }
            Map<EventId, ThreadsTable.Summary> seen = seen(summaries, unwanted);
            Set<EventId> participated =
                    database.read(tx -> threads.participated(tx, room, roots.keySet(), user));
            Map<EventId, Latest> latest = new HashMap<>();
            roots.forEach((id, root) -> {
                ThreadsTable.Summary summary = seen.get(id);
                if (summary != null) {
                    boolean took = root.pdu().sender().equals(user) || participated.contains(id);
                    present(summary.latest())
                            .filter(newest -> history.visibility().isVisible(user, newest))
                            .ifPresent(newest ->
                                    latest.put(id, new Latest(newest, summary.events(), took)));
                }
            });
            return latest;
        }
    }
}
