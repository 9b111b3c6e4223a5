package myelin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import myelin.options.InvalidConfig;
import org.junit.jupiter.api.Test;

/// The records that a text becomes, and what is said when it cannot.
class ConfigReaderTest {

    @Test
    void aServerNameIsAllThatIsNeeded() {
        Config config = read("");

        assertThat(config.server().publicBaseUrl()).isEqualTo("https://example.org/");
        assertThat(config.server().wellKnown().serveClient()).isFalse();
        assertThat(config.registration().enableRegistration()).isFalse();
        assertThat(config.sessions().refreshableAccessTokenLifetime())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(config.sessions().sessionLifetime()).isNull();
        assertThat(config.passwords().bcryptRounds()).isEqualTo(12);
    }

    @Test
    void allProblemsAreReportedTogetherWithLineAndPath() {
        assertThat(
                        problems(
                                """
                                enable_search: perhaps
                                presence:
                                  idle_timeout: soon
                                listeners:
                                  - port: eight
                                    type: http
                                """))
                .containsExactly(
                        "homeserver.yaml:3: enable_search must be true or false, not \"perhaps\"",
                        "homeserver.yaml:5: presence.idle_timeout must be a duration like \"5m\" or \"1h\","
                                + " or milliseconds, not \"soon\"",
                        "homeserver.yaml:7: listeners[0].port must be a whole number, not \"eight\"");
    }

    private static Config read(String yaml) {
        return ConfigReader.parse(
                "server_name: example.org\nsigning_key: ed25519 a_test "
                        + "A".repeat(43)
                        + "\n"
                        + yaml);
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(InvalidConfig.class, () -> read(yaml)).problems();
    }
}
