package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `config check` and `config show`.
class ConfigCommandTest {
    private static final String GOOD =
            "server_name: example.org\nsigning_key: ed25519 a " + "A".repeat(43) + "\n";

    private final TestTerminal terminal = new TestTerminal();

    @TempDir private Path folder;

    @Test
    void aGoodConfigurationIsCalledGood() throws IOException {
        assertThat(run("check", GOOD)).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed()).isEqualTo("The configuration of example.org is good.\n");
    }

    @Test
    void allProblemsAreSaid() throws IOException {
        assertThat(run("check", GOOD + "listeners: 8008\nlog_file: /tmp/log\n"))
                .isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(terminal.complaints())
                .contains("h.yaml:3: listeners must be a list", "h.yaml:4: log_file is refused");
    }

    @Test
    void aBadLoggingFileIsAProblemToo() throws IOException {
        Path log = Files.writeString(folder.resolve("log.config"), "root: {handlers: [nowhere]}\n");

        assertThat(run("check", GOOD + "log_config: " + log)).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(terminal.complaints())
                .contains("log_config: root.handlers names no handler: nowhere");
    }

    @Test
    void warningsCountOnlyWhenTheyShall() throws IOException {
        assertThat(run("check", GOOD + "server_nmae: b\n")).isEqualTo(ExitCode.OK);
        assertThat(run("check", GOOD + "server_nmae: b\n", "--strict"))
                .isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(terminal.complaints()).contains("did you mean server_name?");
    }

    @Test
    void valuesAreShownWithTheirOrigin() throws IOException {
        assertThat(run("show", GOOD + "form_secret: hush\n")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed())
                .containsPattern("server_name: \"example.org\" +# .*h.yaml:1\n")
                .containsPattern("filter_timeline_limit: 100 +# default\n")
                .contains("form_secret: (hidden)", "signing_key: (hidden)")
                .doesNotContain("hush", "AAAA");
    }

    @Test
    void onlySomeValuesCanBeShown() throws IOException {
        assertThat(run("show", GOOD + "presence: {enabled: false}\n", "presence"))
                .isEqualTo(ExitCode.OK);
        assertThat(terminal.printed())
                .contains("presence.enabled: false")
                .doesNotContain("server_name");
    }

    private int run(String command, String yaml, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("h.yaml"), yaml);
        String[] arguments =
                java.util.Arrays.copyOf(
                        new String[] {"config", command, "-c", file.toString()}, 4 + more.length);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Commands.run(terminal, arguments);
    }
}
