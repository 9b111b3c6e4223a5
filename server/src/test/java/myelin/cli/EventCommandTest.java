package myelin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `event` and `state`: what goes in and comes out. What the answers say is tested in `myelin.offline`.
class EventCommandTest {
    private static final String EVENT =
            """
            {"type":"m.room.message","sender":"@a:b.c","room_id":"!r:b.c","content":{"body":"hi"},
             "depth":1,"origin_server_ts":1,"prev_events":[],"auth_events":[],"unsigned":{"age":1}}\
            """;
    private static final String ID = "$XFurco3jd4TIhFRzXjZ0y4O_eeL2TJkYtet2eHhe2M8";

    @TempDir private Path folder;

    private static TestTerminal fed(String input) {
        return TestTerminal.fed(input.getBytes(UTF_8));
    }

    private static void assertRefused(TestTerminal terminal, String reason, String... arguments) {
        assertThat(Commands.run(terminal, arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.printed()).isEmpty();
        assertThat(terminal.complaints()).contains(reason).hasLineCount(1);
    }

    @Test
    void theEventMayBeFedOrStandInAFile() throws IOException {
        TestTerminal fed = fed(EVENT);
        assertThat(Commands.run(fed, "event", "id", "--room-version", "11")).isZero();
        assertThat(fed.printed()).isEqualTo("{\"event_id\":\"" + ID + "\"}\n");

        String file = Files.writeString(folder.resolve("event.json"), EVENT).toString();
        TestTerminal terminal = new TestTerminal();
        assertThat(Commands.run(terminal, "event", "id", "--room-version=11", file)).isZero();
        assertThat(terminal.printed()).isEqualTo(fed.printed());

        TestTerminal dash = fed(EVENT);
        assertThat(Commands.run(dash, "event", "id", "--room-version", "11", "-")).isZero();
        assertThat(dash.printed()).isEqualTo(fed.printed());
    }

    @Test
    void severalInputsGiveSeveralAnswers() {
        TestTerminal terminal = fed("[" + EVENT + "," + EVENT + "]");
        assertThat(Commands.run(terminal, "event", "id", "--room-version", "11")).isZero();
        assertThat(JsonParser.parse(terminal.printed().strip()))
                .hasToString("[{\"event_id\":\"%1$s\"},{\"event_id\":\"%1$s\"}]".formatted(ID));
    }

    @Test
    void keysMayStandInAFileOfTheirOwn() throws IOException {
        String keys = Files.writeString(folder.resolve("keys.json"), "{}").toString();
        TestTerminal terminal = fed(EVENT);
        assertThat(
                        Commands.run(
                                terminal,
                                "event",
                                "verify",
                                "--room-version",
                                "11",
                                "--keys",
                                keys))
                .isZero();
        JsonObject answer = JsonParser.object(terminal.printed().strip());
        assertThat(answer.string("verdict")).hasValue("dropped");
        assertThat(answer.string("content_hash")).hasValue("absent");
    }

    @ParameterizedTest
    @CsvSource({"event, hash", "event, redact", "event, verify", "event, auth", "state, resolve"})
    void badInputIsOneLine(String command, String question) {
        String[] arguments = {command, question, "--room-version", "12"};
        assertRefused(fed("{"), "standard input: ", arguments);
        assertRefused(fed("3"), "neither an object nor an array", arguments);
        assertRefused(fed("[3]"), "[0]: this is no object", arguments);
        assertRefused(fed("{\"a\":1,\"a\":2}"), "a key occurs twice", arguments);
        assertRefused(TestTerminal.fed(new byte[] {'"', (byte) 0xff, '"'}), "UTF-8", arguments);
    }

    @Test
    void whatIsMissingIsSaidInOneLine() {
        assertRefused(fed(EVENT), "--room-version", "event", "id");
        assertRefused(fed(EVENT), "'13' is not known", "event", "id", "--room-version", "13");
        assertRefused(
                fed(EVENT),
                "/no/such/file cannot be read (there is no such file)",
                "event",
                "id",
                "--room-version",
                "1",
                "/no/such/file");
        assertRefused(fed("{}"), "'event'", "event", "auth", "--room-version", "1");
        assertRefused(fed("{}"), "'state_sets'", "state", "resolve", "--room-version", "1");
        assertRefused(fed(EVENT), "event_id", "event", "id", "--room-version", "2");
    }

    /// Anything had an id and a hash, also what was meant for another command.
    @ParameterizedTest
    @CsvSource({"id", "hash", "redact"})
    void whatIsNoEventHasNothing(String question) {
        for (String other : List.of("{}", "{\"event\":5}", "{\"events\":[],\"state_sets\":[]}")) {
            assertRefused(fed(other), "'event'", "event", question, "--room-version", "11");
        }
    }

    /// What a shell completes and the help shows.
    @Test
    void theHelpNamesTheVersions() {
        var terminal = new TestTerminal();
        assertThat(Commands.run(terminal, "state", "resolve", "--help")).isZero();
        assertThat(terminal.printed()).contains("1, 2, 3", "10, 11", "state_sets");
    }
}
