package myelin.serverinfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestServer;
import myelin.core.json.JsonObject;

/// What `/capabilities` says of proposals.
final class UnstableCapabilitiesTest {

    private static final String DELAYED = "org.matrix.msc4140.delayed_events";
    private static final String REPLIES = "im.nheko.msc3664.related_event_match";
    private static final String FORGETS = "org.matrix.msc4267.forget_forced_upon_leave";

    private static Optional<JsonObject> capability(TestServer server, String name) {
        return server.user("alice")
                .get("/capabilities")
                .ok()
                .object("capabilities")
                .flatMap(all -> all.object(name));
    }

    @BothDatabases
    void nothingCanBeSentLaterUnlessTheAdministratorWantsThat(TestServer server) {
        assertThat(capability(server, DELAYED))
                .contains(JsonObject.of("max_delay_ms", 0, "max_scheduled", 100));
    }

    @BothDatabases
    @Configured({
        "max_event_delay_duration: 1h",
        "experimental_features: {msc4140_max_delayed_events_per_user: 7}"
    })
    void clientsFindHowMuchCanBeSentLater(TestServer server) {
        assertThat(capability(server, DELAYED))
                .contains(JsonObject.of("max_delay_ms", 3_600_000, "max_scheduled", 7));
    }

    @BothDatabases
    void whatIsSwitchedOffIsNotTold(TestServer server) {
        assertThat(capability(server, REPLIES)).isEmpty();
    }

    @BothDatabases
    @Configured("experimental_features: {msc3664_enabled: true}")
    void clientsFindThatRulesKnowReplies(TestServer server) {
        assertThat(capability(server, REPLIES)).contains(JsonObject.of("enabled", true));
    }

    @BothDatabases
    @Configured({"forget_rooms_on_leave: true", "experimental_features: {msc4267_enabled: true}"})
    void clientsFindThatLeavingIsForgetting(TestServer server) {
        assertThat(capability(server, FORGETS)).contains(JsonObject.of("enabled", true));
    }

    @BothDatabases
    @Configured("forget_rooms_on_leave: true")
    void theOldNameOfThatIsToldOnlyWhereItIsWanted(TestServer server) {
        assertThat(capability(server, FORGETS)).isEmpty();
    }
}
