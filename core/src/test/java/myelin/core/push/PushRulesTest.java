package myelin.core.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.push.PushRuleChange.Changed;
import myelin.core.push.PushRuleChange.NoSuchRule;
import myelin.core.push.PushRuleChange.Refused;
import org.junit.jupiter.api.Test;

final class PushRulesTest {
    private static final UserId ALICE = UserId.parse("@alice:example.org");
    private static final JsonObject NOTIFY = JsonObject.of("actions", JsonArray.of("notify"));

    private final PushRules defaults = PushRules.defaults(ALICE, PushFeatures.DEFAULT);

    @Test
    void theRulesOfTheSpecStandInItsOrder() {
        PushRules spec = PushRules.defaults(ALICE, PushFeatures.SPEC);
        assertThat(ids(spec, RuleKind.OVERRIDE))
                .containsExactly(
                        ".m.rule.master",
                        ".m.rule.suppress_notices",
                        ".m.rule.invite_for_me",
                        ".m.rule.member_event",
                        ".m.rule.is_user_mention",
                        ".m.rule.is_room_mention",
                        ".m.rule.tombstone",
                        ".m.rule.reaction",
                        ".m.rule.room.server_acl",
                        ".m.rule.suppress_edits");
        assertThat(ids(spec, RuleKind.CONTENT)).isEmpty();
        assertThat(ids(spec, RuleKind.UNDERRIDE))
                .containsExactly(
                        ".m.rule.call",
                        ".m.rule.encrypted_room_one_to_one",
                        ".m.rule.room_one_to_one",
                        ".m.rule.message",
                        ".m.rule.encrypted",
                        ".im.vector.jitsi");
    }

    @Test
    void legacyMentionsStandWhereTheyStoodInOldVersionsOfTheSpec() {
        assertThat(ids(defaults, RuleKind.OVERRIDE))
                .containsSubsequence(
                        ".m.rule.is_user_mention",
                        ".m.rule.contains_display_name",
                        ".m.rule.is_room_mention",
                        ".m.rule.roomnotif",
                        ".m.rule.tombstone");
        assertThat(ids(defaults, RuleKind.CONTENT)).containsExactly(".m.rule.contains_user_name");
    }

    @Test
    void unstableRulesAreThereOnlyWhenSwitchedOn() {
        PushRules polls =
                PushRules.defaults(ALICE, new PushFeatures(false, true, true, false, false));
        assertThat(ids(defaults, RuleKind.OVERRIDE)).noneMatch(id -> id.contains("org.matrix"));
        assertThat(ids(polls, RuleKind.OVERRIDE))
                .contains(".org.matrix.msc3930.rule.poll_response")
                .startsWith(".m.rule.master", ".org.matrix.msc4028.encrypted_event");
        assertThat(ids(polls, RuleKind.UNDERRIDE))
                .contains(
                        ".org.matrix.msc3930.rule.poll_start_one_to_one",
                        ".org.matrix.msc3930.rule.poll_start",
                        ".org.matrix.msc3930.rule.poll_end_one_to_one",
                        ".org.matrix.msc3930.rule.poll_end");
    }

    @Test
    void rulesAboutThreadsHaveAKindOfTheirOwn() {
        assertThat(defaults.toJson().has("postcontent")).isFalse();
        PushRules threads =
                PushRules.defaults(ALICE, new PushFeatures(true, false, false, false, true));
        assertThat(threads.toJson().array("postcontent").orElseThrow().toString())
                .isEqualTo(
                        "[{\"actions\":[],\"conditions\":[{\"kind\":\"io.element.msc4306.thread_subscription\","
                                + "\"subscribed\":false}],\"default\":true,\"enabled\":true,"
                                + "\"rule_id\":\".io.element.msc4306.rule.unsubscribed_thread\"},"
                                + "{\"actions\":[\"notify\",{\"set_tweak\":\"sound\",\"value\":\"default\"}],"
                                + "\"conditions\":[{\"kind\":\"io.element.msc4306.thread_subscription\","
                                + "\"subscribed\":true}],\"default\":true,\"enabled\":true,"
                                + "\"rule_id\":\".io.element.msc4306.rule.subscribed_thread\"}]");
        JsonObject body = JsonObject.of("actions", JsonArray.EMPTY, "conditions", JsonArray.EMPTY);
        assertThat(threads.put(RuleKind.POSTCONTENT, "mine", body, null, null))
                .isInstanceOf(Refused.class);
        assertThat(
                        threads.enable(
                                RuleKind.POSTCONTENT,
                                ".io.element.msc4306.rule.subscribed_thread",
                                false))
                .isInstanceOf(Changed.class);
    }

    @Test
    void onlyTheMasterRuleIsDisabled() {
        for (RuleKind kind : RuleKind.values()) {
            for (PushRule rule : defaults.rules(kind)) {
                assertThat(rule.enabled())
                        .as(rule.ruleId())
                        .isEqualTo(!rule.ruleId().equals(".m.rule.master"));
                assertThat(rule.predefined()).isTrue();
            }
        }
    }

    @Test
    void aPredefinedRuleReadsAsInTheSpec() {
        assertThat(json(defaults, RuleKind.OVERRIDE, ".m.rule.invite_for_me"))
                .isEqualTo(
                        JsonParser.object(
                                """
                                {"rule_id":".m.rule.invite_for_me","default":true,"enabled":true,
                                 "conditions":[
                                  {"key":"type","kind":"event_match","pattern":"m.room.member"},
                                  {"key":"content.membership","kind":"event_match",
                                   "pattern":"invite"},
                                  {"key":"state_key","kind":"event_match",
                                   "pattern":"@alice:example.org"}],
                                 "actions":["notify",{"set_tweak":"sound","value":"default"}]}\
                                """));
        assertThat(json(defaults, RuleKind.CONTENT, ".m.rule.contains_user_name"))
                .isEqualTo(
                        JsonParser.object(
                                """
                                {"rule_id":".m.rule.contains_user_name","default":true,
                                 "enabled":true,"pattern":"alice",
                                 "actions":["notify",{"set_tweak":"sound","value":"default"},
                                            {"set_tweak":"highlight"}]}\
                                """));
    }

    @Test
    void aRulesetHasEveryKind() {
        assertThat(defaults.toJson().keys())
                .containsExactly("content", "override", "room", "sender", "underride");
    }

    @Test
    void aNewRuleIsTheFirstOfItsKindButBelowTheMasterRule() {
        PushRules rules = put(put(defaults, "one"), "two");
        assertThat(ids(rules, RuleKind.OVERRIDE))
                .startsWith(".m.rule.master", "two", "one", ".m.rule.suppress_notices");
    }

    @Test
    void aRuleIsPutBeforeOrAfterAnother() {
        PushRules rules = put(put(defaults, "one"), "two");
        PushRules before = changed(rules.put(RuleKind.OVERRIDE, "x", NOTIFY, "one", null));
        PushRules after = changed(rules.put(RuleKind.OVERRIDE, "x", NOTIFY, null, "one"));
        PushRules both = changed(rules.put(RuleKind.OVERRIDE, "x", NOTIFY, "two", "one"));
        assertThat(own(before)).containsExactly("two", "x", "one");
        assertThat(own(after)).containsExactly("two", "one", "x");
        assertThat(own(both)).containsExactly("x", "two", "one");
    }

    @Test
    void anOldRuleIsReplacedAndMoved() {
        PushRules rules = put(put(put(defaults, "one"), "two"), "three");
        JsonObject silent = JsonObject.of("actions", JsonArray.EMPTY);
        PushRules moved = changed(rules.put(RuleKind.OVERRIDE, "three", silent, null, "one"));
        assertThat(own(moved)).containsExactly("two", "one", "three");
        assertThat(moved.rule(RuleKind.OVERRIDE, "three").orElseThrow().actions())
                .isEqualTo(JsonArray.EMPTY);
    }

    @Test
    void aRuleBesideItselfStaysWhereItIs() {
        PushRules rules = put(put(defaults, "one"), "two");
        assertThat(own(changed(rules.put(RuleKind.OVERRIDE, "one", NOTIFY, "one", null))))
                .containsExactly("two", "one");
    }

    @Test
    void aReplacedRuleStaysDisabled() {
        PushRules off = changed(put(defaults, "one").enable(RuleKind.OVERRIDE, "one", false));
        assertThat(put(off, "one").rule(RuleKind.OVERRIDE, "one").orElseThrow().enabled())
                .isFalse();
    }

    @Test
    void thereIsNoPlaceBesideAPredefinedOrUnknownRule() {
        assertThat(defaults.put(RuleKind.OVERRIDE, "x", NOTIFY, ".m.rule.master", null))
                .isEqualTo(new Refused("M_UNKNOWN", "before/after rule not found: .m.rule.master"));
        assertThat(defaults.put(RuleKind.OVERRIDE, "x", NOTIFY, null, "y"))
                .isInstanceOf(Refused.class);
    }

    @Test
    void badRulesAreRefused() {
        refuses(RuleKind.OVERRIDE, ".mine", NOTIFY, "M_INVALID_PARAM");
        refuses(RuleKind.OVERRIDE, "", NOTIFY, "M_INVALID_PARAM");
        refuses(RuleKind.OVERRIDE, "a/b", NOTIFY, "M_INVALID_PARAM");
        refuses(RuleKind.OVERRIDE, "a\\b", NOTIFY, "M_INVALID_PARAM");
        refuses(RuleKind.ROOM, "!r:b", JsonObject.EMPTY, "M_MISSING_PARAM");
        refuses(RuleKind.ROOM, "!r:b", JsonObject.of("actions", "notify"), "M_BAD_JSON");
        refuses(
                RuleKind.ROOM,
                "!r:b",
                JsonObject.of("actions", JsonArray.of("dance")),
                "M_INVALID_PARAM");
        refuses(RuleKind.CONTENT, "x", NOTIFY, "M_MISSING_PARAM");
        refuses(RuleKind.CONTENT, "x", NOTIFY.with("pattern", 1), "M_BAD_JSON");
        refuses(RuleKind.CONTENT, "x", NOTIFY.with("pattern", "a".repeat(1025)), "M_INVALID_PARAM");
        refuses(RuleKind.OVERRIDE, "x", NOTIFY.with("conditions", "all"), "M_BAD_JSON");
        refuses(RuleKind.OVERRIDE, "x", NOTIFY.with("conditions", JsonArray.of(1)), "M_BAD_JSON");
        refuses(
                RuleKind.OVERRIDE,
                "x",
                NOTIFY.with("conditions", JsonArray.of(JsonObject.EMPTY)),
                "M_BAD_JSON");
    }

    @Test
    void unknownConditionsAndHistoricActionsAreKept() {
        JsonObject body =
                JsonParser.object(
                        """
                        {"conditions":[{"kind":"org.example.moon","phase":"full"}],
                         "actions":["dont_notify"]}\
                        """);
        PushRules rules = changed(defaults.put(RuleKind.UNDERRIDE, "x", body, null, null));
        JsonObject json = json(rules, RuleKind.UNDERRIDE, "x");
        assertThat(json.without("default", "enabled", "rule_id")).isEqualTo(body);
    }

    @Test
    void aRuleOfTheUserIsDeleted() {
        PushRules rules = put(put(defaults, "one"), "two");
        assertThat(own(changed(rules.delete(RuleKind.OVERRIDE, "one")))).containsExactly("two");
        assertThat(rules.delete(RuleKind.UNDERRIDE, "one")).isEqualTo(new NoSuchRule("one"));
    }

    @Test
    void aPredefinedRuleIsNotDeleted() {
        assertThat(defaults.delete(RuleKind.OVERRIDE, ".m.rule.master"))
                .isEqualTo(new NoSuchRule(".m.rule.master"));
    }

    @Test
    void aPredefinedRuleIsEnabledAndActsAsTheUserLikes() {
        JsonArray silent = JsonArray.of("notify");
        PushRules rules =
                changed(
                        changed(defaults.enable(RuleKind.UNDERRIDE, ".m.rule.call", false))
                                .act(RuleKind.UNDERRIDE, ".m.rule.call", silent));
        PushRule rule = rules.rule(RuleKind.UNDERRIDE, ".m.rule.call").orElseThrow();
        assertThat(rule.enabled()).isFalse();
        assertThat(rule.actions()).isEqualTo(silent);
        assertThat(rule.predefined()).isTrue();
    }

    @Test
    void unknownRulesCannotBeChanged() {
        assertThat(defaults.enable(RuleKind.ROOM, "!r:b", true)).isEqualTo(new NoSuchRule("!r:b"));
        assertThat(defaults.act(RuleKind.OVERRIDE, ".m.rule.call", JsonArray.EMPTY))
                .isEqualTo(new NoSuchRule(".m.rule.call"));
        assertThat(defaults.act(RuleKind.UNDERRIDE, ".m.rule.call", JsonArray.of("sing")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void whatIsStoredGivesTheSameRules() {
        PushRules rules =
                changed(
                        put(put(defaults, "one"), "two")
                                .put(
                                        RuleKind.CONTENT,
                                        "cake",
                                        NOTIFY.with("pattern", "cake*lie"),
                                        null,
                                        null));
        rules = changed(rules.enable(RuleKind.CONTENT, "cake", false));
        rules = changed(rules.enable(RuleKind.OVERRIDE, ".m.rule.master", true));
        assertThat(PushRules.of(ALICE, PushFeatures.DEFAULT, rules.changes())).isEqualTo(rules);
    }

    /// Else a user who once switched a rule off would never get its better actions.
    @Test
    void onlyWhatChangedIsStored() {
        PushRules rules = changed(defaults.enable(RuleKind.UNDERRIDE, ".m.rule.call", false));
        assertThat(rules.changes())
                .hasToString(
                        "{\"predefined\":{\".m.rule.call\":{\"enabled\":false}},\"rules\":{}}");
    }

    @Test
    void rulesAboutARoomFollowItsUpgrade() {
        RoomId old = RoomId.parse("!old:example.org");
        RoomId fresh = RoomId.parse("!new:example.org");
        JsonObject muted =
                JsonParser.object(
                        """
                        {"actions":[],"conditions":[{"kind":"event_match","key":"room_id",
                         "pattern":"!old:example.org"}]}\
                        """);
        PushRules rules = changed(defaults.put(RuleKind.OVERRIDE, old.value(), muted, null, null));
        rules = changed(rules.put(RuleKind.ROOM, old.value(), NOTIFY, null, null));
        rules = changed(rules.enable(RuleKind.ROOM, old.value(), false));

        PushRules copied = rules.copyRoom(old, fresh);

        assertThat(ids(copied, RuleKind.ROOM)).containsExactly(fresh.value(), old.value());
        assertThat(copied.rule(RuleKind.ROOM, fresh.value()).orElseThrow().enabled()).isFalse();
        assertThat(json(copied, RuleKind.OVERRIDE, fresh.value()).toString())
                .contains("\"pattern\":\"!new:example.org\"");
        assertThat(copied.copyRoom(old, fresh)).isEqualTo(copied);
    }

    private static PushRules put(PushRules rules, String ruleId) {
        return changed(rules.put(RuleKind.OVERRIDE, ruleId, NOTIFY, null, null));
    }

    private static PushRules changed(PushRuleChange change) {
        assertThat(change).isInstanceOf(Changed.class);
        return ((Changed) change).rules();
    }

    private void refuses(RuleKind kind, String ruleId, JsonObject body, String errcode) {
        assertThat(defaults.put(kind, ruleId, body, null, null))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.errcode()).isEqualTo(errcode));
    }

    private static List<String> ids(PushRules rules, RuleKind kind) {
        return rules.rules(kind).stream().map(PushRule::ruleId).toList();
    }

    private static List<String> own(PushRules rules) {
        return ids(rules, RuleKind.OVERRIDE).stream().filter(id -> !id.startsWith(".")).toList();
    }

    private static JsonObject json(PushRules rules, RuleKind kind, String ruleId) {
        return rules.rule(kind, ruleId).orElseThrow().toJson();
    }
}
