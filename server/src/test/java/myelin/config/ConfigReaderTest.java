package myelin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.config.RateLimitConfig.Rate;
import myelin.config.people.ConsentConfig;
import myelin.config.people.PasswordConfig;
import myelin.config.people.SessionConfig;
import myelin.config.rooms.DirectoryConfig;
import myelin.config.rooms.PresenceConfig;
import myelin.config.rooms.RetentionConfig.PurgeJob;
import myelin.config.rooms.RoomConfig;
import myelin.config.rooms.RoomConfig.PrejoinState;
import myelin.core.room.RoomVersion;
import myelin.options.InvalidConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The records that a configuration becomes, and what is said when it cannot.
class ConfigReaderTest {
    private static final String KEY = "ed25519 a_test " + "A".repeat(43);

    @TempDir private Path folder;

    @Test
    void aServerNameIsAllThatIsNeeded() {
        Config config = read("");

        assertThat(config.server().publicBaseUrl()).isEqualTo("https://example.org/");
        assertThat(config.server().wellKnown().serveClient()).isFalse();
        assertThat(config.registration().enableRegistration()).isFalse();
        assertThat(config.passwords().bcryptRounds()).isEqualTo(12);
        assertThat(config.consent()).isNull();
        assertThat(config.tls()).isNull();
    }

    @Test
    void theDefaultRoomVersionIsThatOfTheSpecification() {
        assertThat(read("").rooms().defaultRoomVersion()).isEqualTo(RoomVersion.V12);
        assertThat(read("default_room_version: 10").rooms().defaultRoomVersion())
                .isEqualTo(RoomVersion.V10);
        assertThat(problems("default_room_version: '99'"))
                .first()
                .asString()
                .startsWith("homeserver.yaml:3: default_room_version must be one of 1, 2,");
    }

    @Test
    void oldMessagesAreDeletedOnceADayUnlessItIsSaidOtherwise() {
        PurgeJob daily = new PurgeJob(null, null, Duration.ofDays(1));
        assertThat(read("retention: {enabled: true}").retention().purgeJobs())
                .containsExactly(daily);
        assertThat(
                        read("retention: {purge_jobs: [{longest_max_lifetime: 3d, interval: 12h},"
                                        + " {shortest_max_lifetime: 3d, interval: 1d}]}")
                                .retention()
                                .purgeJobs())
                .containsExactly(
                        new PurgeJob(null, Duration.ofDays(3), Duration.ofHours(12)),
                        new PurgeJob(Duration.ofDays(3), null, Duration.ofDays(1)));
        assertThat(
                        problems(
                                "retention: {purge_jobs: [{longest_max_lifetime: 3d},"
                                        + " {shortest_max_lifetime: 3d, longest_max_lifetime: 2d, interval: 1d}]}"))
                .containsExactly(
                        "homeserver.yaml:3: retention.purge_jobs[0].interval must say how often the"
                                + " job runs, and more than 0",
                        "homeserver.yaml:3: retention.purge_jobs[1].shortest_max_lifetime must not be"
                                + " longer than the longest");
    }

    @Test
    void problemsOfFormAndOfSenseAreReportedTogether() {
        assertThat(
                        problems(
                                """
                                enable_search: perhaps
                                enable_registration: true
                                listeners:
                                  - port: eight
                                    type: http
                                """))
                .containsExactly(
                        "homeserver.yaml:3: enable_search must be true or false, not \"perhaps\"",
                        "homeserver.yaml:6: listeners[0].port must be a whole number, not \"eight\"",
                        "homeserver.yaml:4: enable_registration would let anybody in, bots too: set"
                                + " registration_requires_token, or enable_registration_without_verification"
                                + " if that is what you want");
    }

    @Test
    void aServerNameMustBeGivenAndGood() {
        assertThat(
                        catchThrowableOfType(
                                        InvalidConfig.class,
                                        () -> ConfigReader.parse("signing_key: " + KEY))
                                .problems())
                .contains("homeserver.yaml:1: server_name is missing");
        assertThat(
                        catchThrowableOfType(
                                        InvalidConfig.class,
                                        () -> ConfigReader.parse("server_name: a b"))
                                .problems())
                .contains("homeserver.yaml:1: server_name must be a server name, not \"a b\"");
    }

    @Test
    void theConfigurationOfAWorkerIsRefused() {
        assertThat(problems("worker_app: synapse.app.generic_worker"))
                .containsExactly(
                        "homeserver.yaml:3: worker_app is for a worker, and there are none: start the main"
                                + " configuration only");
        assertThat(read("worker_app: synapse.app.homeserver").server().serverName().value())
                .isEqualTo("example.org");
    }

    @Test
    void loginThroughAServerThatWeDoNotKnowIsRefused() {
        assertThat(problems("matrix_authentication_service: {enabled: true}")).hasSize(1);
        assertThat(
                        read("matrix_authentication_service: {enabled: false}")
                                .passwords()
                                .enabledForLogin())
                .isTrue();
    }

    @Test
    void thePublicAddressEndsInASlash() {
        Config config = read("public_baseurl: https://matrix.example.org");

        assertThat(config.server().publicBaseUrl()).isEqualTo("https://matrix.example.org/");
        assertThat(config.server().wellKnown().serveClient()).isTrue();
        assertThat(problems("public_baseurl: matrix.example.org")).hasSize(1);
        assertThat(problems("web_client_location: ftp://example.org")).hasSize(1);
    }

    @Test
    void theClientDocumentKeepsItsOwnKeys() {
        assertThat(problems("extra_well_known_client_content: {m.homeserver: {}}"))
                .containsExactly(
                        "homeserver.yaml:3: extra_well_known_client_content cannot have m.homeserver:"
                                + " set public_baseurl instead");
    }

    @Test
    void openRegistrationNeedsATokenOrAWord() {
        assertThat(
                        read("enable_registration: true\nregistration_requires_token: true")
                                .registration()
                                .enableRegistration())
                .isTrue();
        assertThat(
                        read("enable_registration: true\nenable_registration_without_verification: true")
                                .registration()
                                .enableRegistrationWithoutVerification())
                .isTrue();
        // There is no captcha yet, so it would protect nobody.
        assertThat(problems("enable_registration: true\nenable_registration_captcha: true"))
                .hasSize(1);
    }

    @Test
    void roomsThatNeedAnInviteNeedSomebodyWhoInvites() {
        assertThat(problems("autocreate_auto_join_room_preset: private_chat")).hasSize(1);
        assertThat(problems("auto_join_rooms: [lobby]"))
                .containsExactly(
                        "homeserver.yaml:3: auto_join_rooms must be a room alias, not \"lobby\"");
    }

    @Test
    void sessionsLastAsLongAsSynapseLetsThem() {
        SessionConfig standard = read("").sessions();

        assertThat(standard.sessionLifetime()).isNull();
        assertThat(standard.refreshableAccessTokenLifetime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(standard.refreshTokenLifetime()).isNull();
        assertThat(read("session_lifetime: 24h").sessions().sessionLifetime())
                .isEqualTo(Duration.ofDays(1));
        assertThat(problems("session_lifetime: 1h\nrefresh_token_lifetime: 2h"))
                .containsExactly(
                        "homeserver.yaml:4: refresh_token_lifetime must not exceed session_lifetime");
    }

    @Test
    void passwordsMayBeForConfirmationOnly() {
        PasswordConfig only =
                read("password_config: {enabled: only_for_reauth, pepper: p}").passwords();
        PasswordConfig none = read("password_config: {enabled: false}").passwords();

        assertThat(only.enabledForLogin()).isFalse();
        assertThat(only.enabledForReauth()).isTrue();
        assertThat(only.pepper()).isEqualTo("p");
        assertThat(none.enabledForReauth()).isFalse();
    }

    @Test
    void presenceMayBeUntracked() {
        PresenceConfig untracked = read("presence: {enabled: untracked}").presence();

        assertThat(untracked.enabled()).isTrue();
        assertThat(untracked.tracked()).isFalse();
        assertThat(read("presence: {enabled: false}").presence().enabled()).isFalse();
        assertThat(problems("presence: {idle_timeout: 1s}")).hasSize(1);
    }

    @Test
    void whatDevicesKeepIsDeletedOnlyWhereAccountDataCanBe() {
        assertThat(problems("experimental_features: {msc3890_enabled: true}")).hasSize(1);
    }

    @Test
    void whoSpeaksForTheServerIsNamedByALocalpart() {
        assertThat(problems("server_notices: {system_mxid_localpart: '@server:x'}")).hasSize(1);
        assertThat(problems("server_notices: {room_name: News}")).hasSize(1);
    }

    @Test
    void encryptionByDefaultIsAWordOrOff() {
        assertThat(
                        read("encryption_enabled_by_default_for_room_type: invite")
                                .rooms()
                                .encryptedPresets())
                .containsExactlyInAnyOrder("private_chat", "trusted_private_chat");
        assertThat(
                        read("encryption_enabled_by_default_for_room_type: off")
                                .rooms()
                                .encryptedPresets())
                .isEmpty();
    }

    @Test
    void stateForInviteesCanBeChosen() {
        RoomConfig chosen =
                read("""
                room_prejoin_state:
                  disable_default_event_types: true
                  additional_event_types:
                    - org.example.theme
                    - [org.example.badge, "@a:example.org"]
                """)
                        .rooms();

        assertThat(chosen.prejoinState())
                .containsExactly(
                        new PrejoinState("m.room.create", ""),
                        new PrejoinState("org.example.theme", null),
                        new PrejoinState("org.example.badge", "@a:example.org"));
        assertThat(read("").rooms().prejoinState()).hasSize(7);
    }

    @Test
    void onlyRatesThatAreWrittenAreSet() {
        RateLimitConfig rates =
                read("rc_message: {per_second: 5}\nrc_login: {address: {burst_count: 9}}")
                        .rateLimits();

        assertThat(rates.rates())
                .isEqualTo(
                        Map.of(
                                "rc_message",
                                new Rate(5, 10),
                                "rc_login.address",
                                new Rate(0.003, 9)));
    }

    @Test
    void keysComeFromTheFileBesideTheConfiguration() throws IOException {
        Path file =
                Files.writeString(folder.resolve("homeserver.yaml"), "server_name: example.org\n");
        Files.writeString(folder.resolve("example.org.signing.key"), KEY + "\n");

        Config config = ConfigReader.read(List.of(file)).config();

        assertThat(config.keys().signingKey().keyId().value()).isEqualTo("ed25519:a_test");
        assertThat(config.database())
                .isEqualTo(new DatabaseConfig.Sqlite(folder.resolve("homeserver.db")));
    }

    @Test
    void aMissingKeyIsNamedWithItsRemedy() throws IOException {
        Path file =
                Files.writeString(folder.resolve("homeserver.yaml"), "server_name: example.org\n");

        assertThat(
                        catchThrowableOfType(
                                        InvalidConfig.class, () -> ConfigReader.read(List.of(file)))
                                .problems())
                .containsExactly(
                        file
                                + ":1: signing_key_path names "
                                + folder.resolve("example.org.signing.key")
                                + ", which does not exist: make it with generate-keys");
    }

    @Test
    void oldKeysHaveAnEnd() {
        KeysConfig keys =
                read("""
                old_signing_keys:
                  "ed25519:old": {key: "%s", expired_ts: 1000}
                """
                                .formatted("A".repeat(43)))
                        .keys();

        assertThat(keys.oldSigningKeys())
                .singleElement()
                .satisfies(old -> assertThat(old.expired()).isEqualTo(Instant.ofEpochSecond(1)));
        assertThat(problems("old_signing_keys: {nonsense: {key: A, expired_ts: 1}}")).hasSize(1);
    }

    @Test
    void networksAreCheckedWithoutAskingAnybody() {
        assertThat(read("").outbound().ipRangeBlacklist()).contains("10.0.0.0/8", "fc00::/7");
        assertThat(problems("ip_range_whitelist: ['10.0.0.0/8', 'example.org', '10.0.0.0/33']"))
                .hasSize(2);
    }

    @Test
    void slowChangesOfTheDatabaseMayGoOnWithoutAPause() {
        assertThat(read("").backgroundUpdates())
                .isEqualTo(
                        new BackgroundUpdatesConfig(
                                Duration.ofMillis(100), Duration.ofSeconds(1), 1, 100));
        assertThat(read("background_updates: {sleep_enabled: false}").backgroundUpdates().pause())
                .isZero();
    }

    @Test
    void excludedRoomsAreIds() {
        assertThat(
                        read("exclude_rooms_from_sync: ['!a:example.org']")
                                .sync()
                                .excludeRoomsFromSync())
                .hasSize(1);
        assertThat(problems("exclude_rooms_from_presence: ['#a:example.org']")).hasSize(1);
    }

    @Test
    void theUsersPolicyNeedsItsPages() {
        Config config =
                read(
                        "user_consent: {template_dir: "
                                + folder
                                + ", version: 1.0, require_at_registration: true}");

        assertThat(config.consent())
                .isEqualTo(new ConsentConfig("1.0", folder, "Privacy Policy", true, null, null));
        assertThat(problems("user_consent: {version: 1}"))
                .containsExactly("homeserver.yaml:3: user_consent.template_dir is missing");
    }

    @Test
    void secretsStayOutOfTexts() {
        Config config =
                read(
                        "registration_shared_secret: hush\nform_secret: hush\npassword_config: {pepper: hush}");

        assertThat(config.toString()).doesNotContain("hush");
        assertThat(config.registration().registrationSharedSecret()).isEqualTo("hush");
    }

    @Test
    void warningsNameUnknownAndIneffectiveOptions() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("h.yaml"),
                        "server_name: example.org\nsigning_key: "
                                + KEY
                                + "\nsentry: {dsn: a}\nserver_nmae: b\n");

        assertThat(ConfigReader.read(List.of(file)).warnings())
                .containsExactly(
                        file + ":4: server_nmae is unknown; did you mean server_name?",
                        "these options have no effect yet: sentry");
    }

    @Test
    void whoMustAcceptThePolicyNeedsALinkThatWorks() {
        String consent =
                "user_consent: {version: '1', template_dir: '.', block_events_error: Read}\n";

        assertThat(problems(consent)).singleElement().asString().contains("set form_secret");
        assertThat(read(consent + "form_secret: hush").consent()).isNotNull();
    }

    /// Nobody can read in rooms whose keys nobody can exchange.
    @Test
    void whoHasAllRoomsEncryptedIsWarned() throws IOException {
        String option = "encryption_enabled_by_default_for_room_type";
        Path file = Files.writeString(folder.resolve("h.yaml"), head() + option + ": all\n");

        assertThat(ConfigReader.read(List.of(file)).warnings())
                .containsExactly(
                        file
                                + ":3: "
                                + option
                                + " has rooms encrypted in which nobody can read yet: keys are not served");
        Files.writeString(file, head() + option + ": 'off'\n");
        assertThat(ConfigReader.read(List.of(file)).warnings()).isEmpty();
    }

    @Test
    void aliasRulesAreAskedInOrder() {
        DirectoryConfig directory =
                read("""
                alias_creation_rules:
                  - {user_id: "@bot*:example.org", action: deny}
                  - {alias: "#public-*", action: allow}
                """)
                        .directory();

        assertThat(directory.mayCreateAlias("@alice:example.org", "!r", "#public-a:example.org"))
                .isTrue();
        assertThat(directory.mayCreateAlias("@bot1:example.org", "!r", "#public-a:example.org"))
                .isFalse();
        assertThat(directory.mayCreateAlias("@alice:example.org", "!r", "#other:example.org"))
                .isFalse();
    }

    @Test
    void everybodyMayNameRoomsAndNobodyPublishThem() {
        DirectoryConfig standard = read("").directory();
        DirectoryConfig open = read("room_list_publication_rules: [{action: allow}]").directory();

        assertThat(standard.mayCreateAlias("@a:b", "!r", "#x:b")).isTrue();
        assertThat(standard.mayPublish("@a:b", "!r", Set.of())).isFalse();
        assertThat(open.mayPublish("@a:b", "!r", Set.of())).isTrue();
    }

    private static Config read(String yaml) {
        return ConfigReader.parse(head() + yaml);
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(InvalidConfig.class, () -> read(yaml)).problems();
    }

    private static String head() {
        return "server_name: example.org\nsigning_key: " + KEY + "\n";
    }

    @Test
    void whatIsMissingIsNoNewsWhenThereIsNoFile() {
        assertThatThrownBy(() -> ConfigReader.read(List.of(Path.of("nowhere", "homeserver.yaml"))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("nowhere/homeserver.yaml: cannot be read (there is no such file)");
    }

    @Test
    void whatIsMissingIsSaidOnce() {
        assertThatThrownBy(() -> ConfigReader.parse("signing_key: ed25519 a " + "A".repeat(43)))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("homeserver.yaml:1: server_name is missing");
    }
}
