package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import myelin.Homeserver;
import myelin.config.ConfigReader;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.rooms.Submission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `room state-history`.
class RoomCommandTest {
    private static final UserId ALICE = UserId.parse("@alice:example.org");
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

    private final TestTerminal terminal = new TestTerminal();

    @TempDir private Path folder;

    @Test
    void eachChangeIsALine() throws IOException {
        RoomId room = serveARoom();

        assertThat(run(room.value(), "--type", "m.room.topic")).isEqualTo(ExitCode.OK);

        assertThat(terminal.printed().lines())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line)
                                .startsWith("2023-11-14T22:13:20Z event \"m.room.topic\" \"\" is $")
                                .contains(" by @alice:example.org was "));
        assertThat(terminal.printed().lines().toList().getLast()).endsWith("was none");
    }

    @Test
    void aPageSaysWhereTheNextBegins() throws IOException {
        RoomId room = serveARoom();

        assertThat(run(room.value(), "--limit", "1")).isEqualTo(ExitCode.OK);

        assertThat(terminal.printed()).contains("m.room.topic").contains("more: --from ");
    }

    @Test
    void aRoomThatIsNotThereIsSaidToBeSo() throws IOException {
        serveARoom();

        assertThat(run("!none:example.org")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed()).contains("does not know the room");
        assertThat(run("none")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.complaints()).contains("no room id");
    }

    private RoomId serveARoom() throws IOException {
        Path file = folder.resolve("h.yaml");
        Files.writeString(
                file,
                """
                server_name: example.org
                signing_key: ed25519 a_test %s
                listeners: []
                database: {name: sqlite3, args: {database: %s}}
                """
                        .formatted("A".repeat(43), folder.resolve("h.db")));
        try (Homeserver server =
                new Homeserver(ConfigReader.parse(Files.readString(file)), CLOCK, "test")) {
            RoomId room =
                    server.rooms()
                            .sender()
                            .send(
                                    Submission.newRoom(
                                            RoomVersion.V12,
                                            List.of(
                                                    Draft.state(
                                                            ALICE,
                                                            EventType.M_ROOM_CREATE,
                                                            "",
                                                            JsonObject.of("room_version", "12")),
                                                    Draft.state(
                                                            ALICE,
                                                            EventType.M_ROOM_MEMBER,
                                                            ALICE.value(),
                                                            JsonObject.of("membership", "join")))))
                            .getFirst()
                            .pdu()
                            .roomId();
            server.rooms().sender().send(room, topic("one"));
            server.rooms().sender().send(room, topic("two"));
            return room;
        }
    }

    private static Draft topic(String topic) {
        return Draft.state(ALICE, EventType.M_ROOM_TOPIC, "", JsonObject.of("topic", topic));
    }

    private int run(String room, String... options) {
        String[] command = {
            "room", "state-history", room, "-c", folder.resolve("h.yaml").toString()
        };
        String[] all = Arrays.copyOf(command, command.length + options.length);
        System.arraycopy(options, 0, all, command.length, options.length);
        return Commands.run(terminal, all);
    }
}
