package myelin.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// The endpoints of push rules, and how clients hear of changes.
final class PushRuleEndpointsTest {

    private static final String CONTENT = "/pushrules/global/content/cake";
    private static final JsonObject CAKE =
            JsonObject.of("pattern", "cake", "actions", List.of("notify"));

    @BothDatabases
    void everybodyHasTheRulesOfTheSpec(TestServer server) {
        TestUser alice = server.user("alice");

        assertThat(alice.get("/pushrules/").list("global", "override"))
                .anyMatch(rule -> rule.string("rule_id").orElse("").equals(".m.rule.master"));
        assertThat(alice.get("/pushrules/global/").list("underride")).isNotEmpty();
    }

    @BothDatabases
    void aRuleCanBeMadeReadAndDeleted(TestServer server) {
        TestUser alice = server.user("alice");

        alice.put(CONTENT, CAKE).ok();

        assertThat(alice.get(CONTENT).ok().string("pattern")).contains("cake");
        alice.delete(CONTENT).ok();
        alice.get(CONTENT).isError(404, "M_NOT_FOUND");
        alice.delete(CONTENT).isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void aRuleCanBeSwitchedOff(TestServer server) {
        TestUser alice = server.user("alice");
        alice.put(CONTENT, CAKE).ok();

        alice.put(CONTENT + "/enabled", JsonObject.of("enabled", false)).ok();

        assertThat(alice.get(CONTENT + "/enabled").ok()).isEqualTo(JsonObject.of("enabled", false));
        alice.put(CONTENT + "/enabled", JsonObject.EMPTY).isError(400, "M_MISSING_PARAM");
        alice.put(CONTENT + "/enabled", JsonObject.of("enabled", "no")).isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void whatAPredefinedRuleDoesCanBeChanged(TestServer server) {
        TestUser alice = server.user("alice");
        String rule = "/pushrules/global/underride/.m.rule.message/actions";

        alice.put(rule, JsonObject.of("actions", List.of())).ok();

        assertThat(alice.get(rule).ok()).isEqualTo(JsonObject.of("actions", JsonArray.EMPTY));
    }

    @BothDatabases
    void aRuleCanStandBeforeOrAfterAnother(TestServer server) {
        TestUser alice = server.user("alice");
        alice.put("/pushrules/global/content/one", CAKE).ok();
        alice.put("/pushrules/global/content/two?after=one", CAKE).ok();
        alice.put("/pushrules/global/content/three?before=one", CAKE).ok();

        assertThat(
                        alice.get("/pushrules/").list("global", "content").stream()
                                .map(rule -> rule.string("rule_id").orElseThrow())
                                .filter(id -> !id.startsWith(".")))
                .containsExactly("three", "one", "two");
    }

    @BothDatabases
    void badRulesAreRefused(TestServer server) {
        TestUser alice = server.user("alice");

        alice.put("/pushrules/global/magic/x", CAKE).isError(400, "M_INVALID_PARAM");
        alice.put("/pushrules/global/content/.mine", CAKE).isError(400, "M_INVALID_PARAM");
        alice.put(CONTENT, JsonObject.of("pattern", "x")).isError(400, "M_MISSING_PARAM");
        alice.put(CONTENT, JsonObject.of("actions", List.of())).isError(400, "M_MISSING_PARAM");
        alice.get("/pushrules/global/content/none").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void otherDevicesHearOfChanges(TestServer server) {
        TestUser alice = server.user("alice");
        TestSync before = alice.sync();
        alice.put(CONTENT, CAKE).ok();

        TestSync after = alice.sync(before);

        assertThat(TestSync.content(after.list("account_data", "events"), "m.push_rules"))
                .isPresent();
        assertThat(alice.sync(after).isEmpty()).isTrue();
    }
}
