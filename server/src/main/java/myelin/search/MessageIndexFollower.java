package myelin.search;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import myelin.cluster.Follower;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.search.SearchKey;
import myelin.events.EventIndex;
import myelin.events.OldEvent;
import myelin.events.StoredEvent;
import myelin.relations.Relations;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.sql.WordQuery;
import myelin.stream.Stream;

/// Writes the index behind the events, from the first one on: adds what can be searched, and takes out what was
/// redacted. Nobody else adds to it, so what comes later in the stream has the last word. Done twice, it changes
/// nothing. What is deleted is taken out with it.
final class MessageIndexFollower implements EventIndex {

    /// Messages of one sender that are looked at in one go when all of them were redacted.
    private static final int PAGE = 500;

    private final Database database;
    private final Rooms rooms;
    private final Relations relations;
    private final Texts texts;
    private final MessageIndexTable table = new MessageIndexTable();

    MessageIndexFollower(Database database, Rooms rooms, Relations relations, Texts texts) {
        this.database = database;
        this.rooms = rooms;
        this.relations = relations;
        this.texts = texts;
    }

    Follower follower() {
        return Follower.atLeastOnce("message_index", Stream.EVENTS, this::follow);
    }

    @Override
    public void deleted(Tx tx, RoomId room, List<OldEvent> events) {
        table.delete(tx, events.stream().map(event -> event.place().position()).toList());
    }

    private void follow(long after, long upTo) {
        SortedMap<Long, IndexedMessage> added = new TreeMap<>();
        Set<Long> replaced = new TreeSet<>();
        for (StoredEvent event : events(after, upTo)) {
            texts.of(event)
                    .ifPresent(text -> added.put(event.position(), IndexedMessage.of(event, text)));
            replaced.addAll(redacted(event));
        }
        added.keySet().removeAll(replaced);
        replaced.addAll(added.keySet());
        if (!replaced.isEmpty()) {
            database.write(tx -> {
                table.delete(tx, replaced);
                added.keySet().retainAll(rooms.events().hold(tx, added.keySet()));
                table.insert(tx, added.values());
            });
        }
    }

    /// The events as they are now, if one of them may have redacted any number of others.
    private List<StoredEvent> events(long after, long upTo) {
        List<StoredEvent> events = rooms.between(after, upTo);
        return events.stream().anyMatch(event -> MemberContent.redactsEvents(event.pdu()))
                ? rooms.events().at(events.stream().map(StoredEvent::position).toList())
                : events;
    }

    /// Where what an event has redacted was.
    private Set<Long> redacted(StoredEvent event) {
        Set<Long> positions = new TreeSet<>();
        Pdu pdu = event.pdu();
        pdu.redacts()
                .flatMap(rooms.events()::find)
                .filter(MessageIndexFollower::isRedacted)
                .ifPresent(target -> addWithEdits(positions, target));
        if (MemberContent.redactsEvents(pdu)) {
            pdu.stateKey()
                    .flatMap(UserId::tryParse)
                    .ifPresent(
                            sender -> addAllOf(positions, sender, pdu.roomId(), event.position()));
        }
        return positions;
    }

    private static boolean isRedacted(StoredEvent event) {
        return event.redactedBy().isPresent();
    }

    private void addWithEdits(Set<Long> positions, StoredEvent redacted) {
        positions.add(redacted.position());
        Pdu pdu = redacted.pdu();
        if (SearchKey.of(pdu).equals(Optional.of(SearchKey.BODY))) {
            List<EventId> edits =
                    relations.children(pdu.roomId(), pdu.eventId(), List.of(Relation.REPLACE));
            rooms.events().known(edits).forEach(edit -> positions.add(edit.position()));
        }
    }

    private void addAllOf(Set<Long> positions, UserId sender, RoomId room, long before) {
        WordQuery facets =
                new WordQuery.All(
                        List.of(
                                new WordQuery.Word(Facet.of(room)),
                                new WordQuery.Word(Facet.of(sender))));
        long end = before;
        while (end > 0) {
            long below = end;
            List<Long> page =
                    database.read(tx -> table.newest(tx, facets, List.of(room), below, PAGE));
            rooms.events().at(page).stream()
                    .filter(MessageIndexFollower::isRedacted)
                    .forEach(event -> addWithEdits(positions, event));
            end = page.size() < PAGE ? 0 : page.getLast();
        }
    }
}
