package myelin.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// YAML read against the table of options: places, types, unknown keys, old names, several files.
class ReadingTest {
    @TempDir private Path folder;

    @Test
    void yamlIsThatOfPython() {
        Section root =
                root(
                        """
                        enable_search: yes
                        filter_timeline_limit: 010
                        max_upload_size: 50M
                        auto_join_rooms: ["#a:example.org", '#b:example.org']
                        """);

        assertThat(root.flag("enable_search")).isTrue();
        assertThat(root.integer("filter_timeline_limit", 0, 100)).isEqualTo(8);
        assertThat(root.optionalSize("max_upload_size")).isEqualTo(50L * 1024 * 1024);
        assertThat(root.texts("auto_join_rooms"))
                .containsExactly("#a:example.org", "#b:example.org");
    }

    @Test
    void anchorsAndMergesAreFollowed() {
        Section root =
                root(
                        """
                        rc_message: &slow
                          per_second: 1
                          burst_count: 2
                        rc_registration:
                          <<: *slow
                          burst_count: 9
                        """);

        Section registration = root.section("rc_registration");
        assertThat(registration.number("per_second")).isEqualTo(1);
        assertThat(registration.number("burst_count")).isEqualTo(9);
    }

    @Test
    void aKeyWrittenTwiceIsAProblem() {
        assertThat(problems("server_name: a\nserver_name: b\n"))
                .containsExactly("h.yaml:2: server_name is written twice, first in line 1");
    }

    @Test
    void whatIsNoYamlHasItsLine() {
        assertThat(problems("server_name: a\nlisteners: [\n"))
                .first()
                .asString()
                .startsWith("h.yaml:3: is not YAML: ");
        assertThat(problems("- a\n- b\n"))
                .containsExactly("h.yaml:1: must consist of \"key: value\" lines");
    }

    @Test
    void anAnchorThatContainsItselfIsAProblem() {
        assertThat(problems("modules: &m [*m]\n")).first().asString().contains("is not YAML");
    }

    @Test
    void everyTypeIsChecked() {
        assertThat(
                        problems(
                                """
                                server_name: [a]
                                enable_search: "true"
                                max_mau_value: 1.5
                                caches: none
                                turn_uris: turn:example.org
                                media_retention:
                                  local_media_lifetime: 30x
                                autocreate_auto_join_room_preset: party
                                modules:
                                  - a
                                """))
                .containsExactly(
                        "h.yaml:1: server_name must be text, not a list",
                        "h.yaml:2: enable_search must be true or false, not \"true\"",
                        "h.yaml:3: max_mau_value must be a whole number, not 1.5",
                        "h.yaml:4: caches must be a mapping, not \"none\"",
                        "h.yaml:5: turn_uris must be a list of texts, not \"turn:example.org\"",
                        "h.yaml:7: media_retention.local_media_lifetime must be a duration like \"5m\" or"
                                + " \"1h\", or milliseconds, not \"30x\"",
                        "h.yaml:8: autocreate_auto_join_room_preset must be \"public_chat\" or"
                                + " \"private_chat\" or \"trusted_private_chat\", not \"party\"",
                        "h.yaml:10: modules[0] must be a mapping");
    }

    @Test
    void anOptionLeftEmptyHasItsDefault() {
        assertThat(root("presence:\nenable_search:\n").flag("enable_search")).isTrue();
    }

    @Test
    void nullIsAValueWhereItMeansSomething() {
        Section root = root("refreshable_access_token_lifetime: null\n");

        assertThat(root.optionalDuration("refreshable_access_token_lifetime")).isNull();
        assertThat(root("").optionalDuration("refreshable_access_token_lifetime")).isNotNull();
    }

    @Test
    void anUnknownKeyComesWithWhatMayHaveBeenMeant() {
        Reading reading =
                Reading.of(
                        "h.yaml",
                        """
                        enable_regstration: true
                        smtp_host: mail
                        listeners:
                          - prot: 8008
                        utterly: different
                        """);

        assertThat(reading.unknown())
                .containsExactly(
                        "h.yaml:1: enable_regstration is unknown; did you mean enable_registration?",
                        "h.yaml:2: smtp_host is unknown; did you mean email.smtp_host?",
                        "h.yaml:4: listeners[0].prot is unknown; did you mean port?",
                        "h.yaml:5: utterly is unknown");
    }

    @Test
    void whatStandsInAFreeMappingIsNobodysBusiness() {
        Reading reading =
                Reading.of(
                        "h.yaml",
                        """
                        extra_well_known_client_content: {"io.element.e2ee": {"default": false}}
                        database: {name: psycopg2, args: {sslmode: require, keepalives_idle: 10}}
                        modules: [{module: a.B, config: {any: thing}}]
                        """);

        assertThat(reading.unknown()).isEmpty();
    }

    @Test
    void allOptionsWithoutEffectAreNamedInOneLine() {
        Reading reading =
                Reading.of(
                        "h.yaml",
                        """
                        email:
                          smtp_host: mail.example.org
                          smtp_port: 25
                        sentry: {dsn: "https://a@example.org/1"}
                        stats: {enabled: true}
                        enable_media_repo: true
                        """);

        assertThat(reading.notes())
                .containsExactly("these options have no effect yet: email, sentry");
    }

    @Test
    void anOldNameIsReadAsTheNewOne() {
        Reading reading = Reading.of("h.yaml", "use_presence: false\nrc_messages_per_second: 7\n");

        assertThat(reading.root().section("presence").flag("enabled")).isFalse();
        assertThat(reading.root().section("rc_message").number("per_second")).isEqualTo(7);
        assertThat(reading.notes())
                .containsExactlyInAnyOrder(
                        "h.yaml:1: use_presence is now called presence.enabled",
                        "h.yaml:2: rc_messages_per_second is now called rc_message.per_second");
    }

    @Test
    void oldAndNewNameTogetherAreAProblem() {
        assertThat(problems("use_presence: true\npresence: {enabled: false}\n"))
                .containsExactly(
                        "h.yaml:1: use_presence is the old name of presence.enabled, which is set, too");
    }

    @Test
    void whatIsRefusedSaysWhatToDo() {
        assertThat(problems("log_file: /var/log/homeserver.log\nbind_port: 8448\nno_tls: false\n"))
                .containsExactly(
                        "h.yaml:1: log_file is refused: write log_config, and the name of the file into that",
                        "h.yaml:2: bind_port is refused: write an entry of listeners");
    }

    @Test
    void aLaterFileReplacesWholeTopLevelKeys() throws IOException {
        Path first =
                write("a.yaml", "server_name: a\nrc_message: {per_second: 1, burst_count: 2}\n");
        Path second = write("b.yaml", "rc_message: {per_second: 5}\n");

        Section root = Reading.of(List.of(first, second)).root();

        assertThat(root.text("server_name")).isEqualTo("a");
        assertThat(root.section("rc_message").number("per_second")).isEqualTo(5);
        assertThat(root.section("rc_message").number("burst_count")).isEqualTo(10);
    }

    @Test
    void aFolderIsAllItsYamlFilesByName() throws IOException {
        write("20-b.yaml", "server_name: b\n");
        write("10-a.yaml", "server_name: a\nadmin_contact: mailto:a\n");
        write("30-c.conf", "server_name: c\n");

        Section root = Reading.of(List.of(folder)).root();

        assertThat(root.text("server_name")).isEqualTo("b");
        assertThat(root.optionalText("admin_contact")).isEqualTo("mailto:a");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        Path file = folder.resolve("none.yaml");

        assertThat(catchThrowableOfType(InvalidConfig.class, () -> Reading.of(List.of(file))))
                .hasMessage(file + ": cannot be read (there is no such file)");
    }

    @Test
    void aSecretMayStandInAFile() throws IOException {
        Path file = write("secret", "hush\n");

        assertThat(root("form_secret_path: " + file).secret("form_secret")).isEqualTo("hush");
        assertThat(root("form_secret: loud").secret("form_secret")).isEqualTo("loud");
        assertThat(root("").secret("form_secret")).isNull();
    }

    @Test
    void aSecretAndItsFileTogetherAreAProblem() throws IOException {
        Path file = write("secret", "hush\n");
        Reading reading = Reading.of("h.yaml", "form_secret: loud\nform_secret_path: " + file);
        reading.root().secret("form_secret");

        assertThat(catchThrowableOfType(InvalidConfig.class, reading::finish).problems())
                .containsExactly(
                        "h.yaml:2: form_secret_path cannot be set together with form_secret");
    }

    @Test
    void valuesAreShownWithTheirPlaceAndSecretsHidden() {
        Reading reading =
                Reading.of(
                        "h.yaml",
                        """
                        server_name: example.org
                        form_secret: loud
                        database:
                          name: psycopg2
                          args: {user: synapse, password: hush}
                        listeners:
                          - port: 8008
                        """);

        assertThat(reading.effective())
                .contains(
                        new Effective("server_name", "\"example.org\"", "h.yaml:1"),
                        new Effective("form_secret", "(hidden)", "h.yaml:2"),
                        new Effective("database.args.password", "(hidden)", "h.yaml:5"),
                        new Effective("listeners[0].port", "8008", "h.yaml:7"),
                        new Effective("filter_timeline_limit", "100", "default"))
                .extracting(Effective::path)
                .doesNotHaveDuplicates();
    }

    @Test
    void anOtherFileIsReadAsJson() throws IOException {
        Path file = write("log.config", "version: 1\nroot: {level: INFO, handlers: [console]}\n");

        assertThat(YamlFile.json(file))
                .isEqualTo(
                        JsonParser.object(
                                "{\"version\":1,\"root\":{\"level\":\"INFO\",\"handlers\":[\"console\"]}}"))
                .isInstanceOf(JsonObject.class);
    }

    private static Section root(String yaml) {
        return Reading.of("h.yaml", yaml).root();
    }

    private static List<String> problems(String yaml) {
        Reading reading = Reading.of("h.yaml", yaml);
        return catchThrowableOfType(InvalidConfig.class, reading::finish).problems();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
