package myelin.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import myelin.concurrent.SystemTime;
import myelin.config.ConfigReader;
import myelin.config.DatabaseConfig;
import myelin.core.id.RoomId;
import myelin.core.json.Json;
import myelin.core.json.JsonWriter;
import myelin.core.state.StateKey;
import myelin.events.Events;
import myelin.events.StateHistory;
import myelin.events.StateTimeline;
import myelin.events.StoredEvent;
import myelin.options.Reading;
import myelin.schema.Migrations;
import myelin.sql.Database;
import myelin.sql.DatabaseRefused;
import myelin.state.StateStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `myelin room`.
@Command(
        name = "room",
        description = "Looks into a room.",
        subcommands = {RoomCommand.StateHistoryCommand.class})
final class RoomCommand {

    /// `myelin room state-history`.
    @Command(
            name = "state-history",
            description = {
                "Shows how a room's state came to be what it is, the newest change first: when it happened here,",
                "by an event or because forks of the room were resolved, and what stood there before.",
                "It may be called while the server runs."
            })
    static final class StateHistoryCommand implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private ConfigPaths paths = new ConfigPaths();

        @Parameters(paramLabel = "ROOM", description = "The room's id.")
        private String room = "";

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "Only changes of this type, such as m.room.power_levels.")
        private @Nullable String type;

        @Option(
                names = "--state-key",
                paramLabel = "KEY",
                description = "Only changes of this state key, such as a user's id.")
        private @Nullable String stateKey;

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "So many changes at most (${DEFAULT-VALUE}).")
        private int limit = 100;

        @Option(
                names = "--from",
                paramLabel = "TOKEN",
                description = "Go on where an earlier call has ended.")
        private long from = Long.MAX_VALUE;

        StateHistoryCommand(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            RoomId id =
                    RoomId.tryParse(room)
                            .orElseThrow(() -> new CommandFailed("This is no room id: " + room));
            Reading reading = Reading.of(paths.paths());
            DatabaseConfig config = ConfigReader.database(reading.root(), paths.paths());
            reading.finish();
            try (Database database = Database.open(config)) {
                if (!Migrations.of(database).pending().isEmpty()) {
                    throw new CommandFailed("The tables are of another version.");
                }
                show(timeline(database).upTo(id, from, this::isWanted, limit));
                return ExitCode.OK;
            } catch (DatabaseRefused e) {
                throw new CommandFailed(String.valueOf(e.getMessage()));
            }
        }

        private static StateTimeline timeline(Database database) {
            Events events = new Events(database);
            StateStore states = new StateStore(database, SystemTime.clock());
            return new StateTimeline(events, new StateHistory(states, events));
        }

        private boolean isWanted(StateKey place) {
            return (type == null || type.equals(place.type()))
                    && (stateKey == null || stateKey.equals(place.key()));
        }

        private void show(StateTimeline.Page page) {
            if (page.entries().isEmpty() && page.next().isEmpty()) {
                terminal.out()
                        .println("There is no such change; or the server does not know the room.");
            }
            page.entries().forEach(entry -> terminal.out().println(line(entry)));
            page.next().ifPresent(next -> terminal.out().println("more: --from " + next));
        }

        private static String line(StateTimeline.Entry entry) {
            StateKey place = entry.change().key();
            List<String> parts =
                    List.of(
                            Instant.ofEpochMilli(entry.cause().receivedTs()).toString(),
                            how(entry),
                            quoted(place.type()),
                            quoted(place.key()),
                            "is " + event(entry.change().after()),
                            "was " + event(entry.change().before()));
            return String.join(" ", parts);
        }

        private static String how(StateTimeline.Entry entry) {
            if (!entry.byResolution()) {
                return "event";
            }
            return entry.change().isReversion() ? "resolution-reverted" : "resolution";
        }

        private static String event(Optional<StoredEvent> event) {
            return event.map(it -> it.pdu().eventId() + " by " + it.pdu().sender()).orElse("none");
        }

        /// Peers choose these texts; what is quoted can't change what a terminal shows.
        private static String quoted(String text) {
            return JsonWriter.text(Json.of(text));
        }
    }
}
