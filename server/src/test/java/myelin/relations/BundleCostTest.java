package myelin.relations;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.BothDatabases;
import myelin.config.rooms.RetentionConfig;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.observe.Metrics;
import myelin.observe.RequestScope;
import myelin.rooms.PolicySigner;
import myelin.rooms.Rooms;
import myelin.rooms.Submission;
import myelin.sql.Database;
import myelin.stream.Streams;

/// What it costs to bundle with a page of events what relates to them.
final class BundleCostTest {

    private static final ServerName SERVER = ServerName.parse("example.org");
    private static final UserId ALICE = UserId.of("alice", SERVER);
    private static final SigningKey KEY = SigningKey.generate("a_1", new SecureRandom());
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

    /// One node of a server, and what is in its memory.
    private static final class Node {
        final Rooms rooms;
        final Relations relations;

        Node(Database database) {
            rooms =
                    new Rooms(
                            database,
                            new Streams(database),
                            new Rooms.Identity(SERVER, KEY),
                            CLOCK,
                            new Metrics(),
                            PolicySigner.UNREACHABLE,
                            stored -> {});
            RetentionConfig kept =
                    new RetentionConfig(false, null, null, null, null, List.of(), null, false);
            History history =
                    new History(rooms, CLOCK, kept, user -> false, (user, inviter) -> false);
            relations = new Relations(database, rooms, history, user -> Set.of(), user -> true);
            rooms.events().indexWith(List.of(relations.index()));
        }

        RoomId room() {
            List<Draft> first =
                    List.of(
                            Draft.state(ALICE, EventType.M_ROOM_CREATE, "", version()),
                            Draft.state(
                                    ALICE,
                                    EventType.M_ROOM_MEMBER,
                                    ALICE.value(),
                                    JsonObject.of("membership", "join")));
            return rooms.sender()
                    .send(Submission.newRoom(RoomVersion.V12, first))
                    .getFirst()
                    .pdu()
                    .roomId();
        }

        private static JsonObject version() {
            return JsonObject.of("room_version", RoomVersion.V12.id());
        }

        StoredEvent says(RoomId room, Optional<JsonObject> relation) {
            JsonObject content = JsonObject.of("msgtype", "m.text", "body", "b");
            return rooms.sender()
                    .send(
                            room,
                            Draft.message(
                                    ALICE,
                                    EventType.M_ROOM_MESSAGE,
                                    relation.map(it -> content.with("m.relates_to", it))
                                            .orElse(content)));
        }

        List<StoredEvent> page(RoomId room) {
            EventRange newest = EventRange.backwardFrom(Long.MAX_VALUE, 50);
            return rooms.events().inRoom(room, newest);
        }

        /// How many statements it takes to format events that are in memory.
        int cost(List<StoredEvent> events) {
            ClientEvents.Reader reader = ClientEvents.Reader.of(ALICE, Optional.empty());
            rooms.members().joined(events.getFirst().pdu().roomId());
            events.forEach(event -> relations.visible(ALICE, List.of(event)));
            RequestScope request = new RequestScope("test");
            ScopedValue.where(RequestScope.CURRENT, request)
                    .run(() -> relations.format(events, reader));
            return request.statements();
        }
    }

    private static Optional<JsonObject> relation(StoredEvent to, String relType) {
        return Optional.of(
                JsonObject.of("rel_type", relType, "event_id", to.pdu().eventId().value()));
    }

    @BothDatabases
    void aRoomWithoutRelationsCostsNothing(Database database) {
        Node node = new Node(database);
        RoomId room = node.room();
        node.says(room, Optional.empty());
        node.says(room, Optional.empty());

        assertThat(node.cost(node.page(room))).isZero();
        Node started = new Node(database);
        List<StoredEvent> page = started.page(room);
        started.cost(page);
        assertThat(started.cost(page)).as("after the first look").isZero();
    }

    @BothDatabases
    void aPageCostsTheSameHoweverMuchRelates(Database database) {
        Node node = new Node(database);
        RoomId room = node.room();
        for (int i = 0; i < 5; i++) {
            StoredEvent root = node.says(room, Optional.empty());
            for (String relType : List.of("m.reference", "m.annotation", "m.reference")) {
                node.says(room, relation(root, relType));
            }
        }
        Node started = new Node(database);
        List<StoredEvent> page = started.page(room);

        assertThat(started.cost(page))
                .as("cold: rooms, edits and references, threads")
                .isLessThanOrEqualTo(3);
        assertThat(started.cost(page)).as("warm").isZero();
    }

    @BothDatabases
    void threadsCostOneQueryMore(Database database) {
        Node node = new Node(database);
        RoomId room = node.room();
        List<StoredEvent> roots = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            StoredEvent root = node.says(room, Optional.empty());
            roots.add(root);
            node.says(room, relation(root, "m.thread"));
            node.says(room, relation(root, "m.thread"));
        }

        node.cost(roots);
        assertThat(node.cost(roots)).as("warm: who has taken part").isEqualTo(1);
    }

    @BothDatabases
    void whatIsNewIsKnownToHaveNothingRelated(Database database) {
        Node node = new Node(database);
        RoomId room = node.room();
        StoredEvent root = node.says(room, Optional.empty());
        node.says(room, relation(root, "m.reference"));
        StoredEvent fresh = node.says(room, Optional.empty());

        assertThat(node.cost(List.of(fresh))).isZero();
    }
}
