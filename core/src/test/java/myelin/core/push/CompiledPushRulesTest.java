package myelin.core.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Function;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.push.PushRuleChange.Changed;
import myelin.core.room.PowerLevels;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;

final class CompiledPushRulesTest {
    private static final UserId ALICE = UserId.parse("@alice:example.org");
    private static final JsonObject LOUD =
            JsonParser.object(
                    "{\"actions\":[\"notify\",{\"set_tweak\":\"sound\",\"value\":\"loud\"}]}");

    private PushRules rules = PushRules.defaults(ALICE, PushFeatures.DEFAULT);
    private long members = 10;
    private String displayName = "Alice A.";
    private PushRecipient.Subscription thread = PushRecipient.Subscription.NONE;
    private Function<EventId, Optional<Pdu>> others = _ -> Optional.empty();

    @Test
    void aMessageNotifies() {
        Actions actions = evaluate(message("hello"));
        assertThat(actions.ruleId()).isEqualTo(".m.rule.message");
        assertThat(actions.notifies()).isTrue();
        assertThat(actions.highlights()).isFalse();
        assertThat(actions.sound()).isNull();
    }

    @Test
    void aMessageBetweenTwoSounds() {
        members = 2;
        assertThat(evaluate(message("hello")).sound()).isEqualTo("default");
        assertThat(evaluate(event("m.room.encrypted", "{}")).ruleId())
                .isEqualTo(".m.rule.encrypted_room_one_to_one");
    }

    @Test
    void whatNoRuleKnowsIsSilent() {
        assertThat(evaluate(event("org.example.weather", "{}"))).isEqualTo(Actions.NONE);
    }

    @Test
    void aNoticeIsSilent() {
        Actions actions =
                evaluate(event("m.room.message", "{\"msgtype\":\"m.notice\",\"body\":\"x\"}"));
        assertThat(actions.ruleId()).isEqualTo(".m.rule.suppress_notices");
        assertThat(actions.notifies()).isFalse();
    }

    @Test
    void nothingTheUserSentNotifies() {
        Pdu own =
                pdu(
                        "{\"type\":\"m.room.message\",\"sender\":\"@alice:example.org\",\"content\":{}}");
        assertThat(evaluate(own)).isEqualTo(Actions.NONE);
    }

    @Test
    void theMasterRuleSilencesEverything() {
        rules = changed(rules.enable(RuleKind.OVERRIDE, ".m.rule.master", true));
        assertThat(evaluate(message("hello alice")).notifies()).isFalse();
    }

    @Test
    void anInviteForTheUserSounds() {
        Pdu invite = state("m.room.member", "@alice:example.org", "{\"membership\":\"invite\"}");
        Pdu other = state("m.room.member", "@carol:example.org", "{\"membership\":\"invite\"}");
        assertThat(evaluate(invite).sound()).isEqualTo("default");
        assertThat(evaluate(other).ruleId()).isEqualTo(".m.rule.member_event");
        assertThat(evaluate(other).notifies()).isFalse();
    }

    @Test
    void anIntentionalMentionHighlights() {
        Pdu mention =
                event(
                        "m.room.message",
                        """
                        {"body":"x","m.mentions":{"user_ids":["@bob:b","@alice:example.org"]}}\
                        """);
        assertThat(evaluate(mention).ruleId()).isEqualTo(".m.rule.is_user_mention");
        assertThat(evaluate(mention).highlights()).isTrue();
    }

    @Test
    void aMentionOfTheRoomNeedsPower() {
        String content = "{\"body\":\"x\",\"m.mentions\":{\"room\":true}}";
        assertThat(evaluate(event("m.room.message", content)).highlights()).isFalse();
        Pdu byModerator =
                pdu(
                        "{\"type\":\"m.room.message\",\"sender\":\"@mod:example.org\",\"content\":"
                                + content
                                + "}");
        assertThat(evaluate(byModerator).ruleId()).isEqualTo(".m.rule.is_room_mention");
    }

    @Test
    void aNameInTheBodyHighlightsWithoutMentions() {
        assertThat(evaluate(message("so, ALICE: look")).ruleId())
                .isEqualTo(".m.rule.contains_user_name");
        assertThat(evaluate(message("hi Alice a. !")).ruleId())
                .isEqualTo(".m.rule.contains_display_name");
        assertThat(evaluate(message("malice")).highlights()).isFalse();
    }

    @Test
    void namesInTheBodyCountForNothingWhenMentionsAreThere() {
        Pdu said = event("m.room.message", "{\"body\":\"alice @room\",\"m.mentions\":{}}");
        assertThat(evaluate(said).ruleId()).isEqualTo(".m.rule.message");
    }

    @Test
    void anEmptyDisplayNameIsInNoMessage() {
        displayName = "";
        assertThat(evaluate(message("hello")).highlights()).isFalse();
    }

    @Test
    void aTombstoneHighlightsOnlyAsState() {
        assertThat(evaluate(state("m.room.tombstone", "", "{}")).highlights()).isTrue();
        assertThat(evaluate(state("m.room.tombstone", "x", "{}")).highlights()).isFalse();
        assertThat(evaluate(event("m.room.tombstone", "{}")).highlights()).isFalse();
    }

    @Test
    void editsAndReactionsAreSilent() {
        Pdu edit =
                event(
                        "m.room.message",
                        "{\"body\":\"* x\",\"m.relates_to\":{\"rel_type\":\"m.replace\"}}");
        assertThat(evaluate(edit).ruleId()).isEqualTo(".m.rule.suppress_edits");
        assertThat(evaluate(event("m.reaction", "{}")).notifies()).isFalse();
    }

    @Test
    void aWordOfTheUserIsFound() {
        put(RuleKind.CONTENT, "cake", LOUD.with("pattern", "cake*lie"));
        assertThat(evaluate(message("The CAKE is a lie!")).sound()).isEqualTo("loud");
        assertThat(evaluate(message("cakes and lies")).sound()).isNull();
    }

    @Test
    void aRoomAndASenderHaveRules() {
        put(RuleKind.SENDER, "@bob:example.org", JsonParser.object("{\"actions\":[]}"));
        assertThat(evaluate(message("hello")).ruleId()).isEqualTo("@bob:example.org");
        put(RuleKind.ROOM, "!room:example.org", LOUD);
        assertThat(evaluate(message("hello")).ruleId()).isEqualTo("!room:example.org");
    }

    @Test
    void anOverrideIsAskedBeforeAMention() {
        override(
                "{\"kind\":\"event_match\",\"key\":\"room_id\",\"pattern\":\"!room:example.org\"}");
        assertThat(evaluate(message("alice")).ruleId()).isEqualTo("mine");
    }

    @Test
    void aDisabledRuleIsNotAsked() {
        override("{\"kind\":\"event_match\",\"key\":\"type\",\"pattern\":\"*\"}");
        rules = changed(rules.enable(RuleKind.OVERRIDE, "mine", false));
        assertThat(evaluate(message("hello")).ruleId()).isEqualTo(".m.rule.message");
    }

    /// The example of the spec for `event_match`.
    @Test
    void aPropertyIsMatchedWholeAndWithoutRegardToCase() {
        override("{\"kind\":\"event_match\",\"key\":\"content.topic\",\"pattern\":\"lunc?*\"}");
        assertThat(mine("{\"topic\":\"Lunch plans\"}")).isTrue();
        assertThat(mine("{\"topic\":\"LUNCH\"}")).isTrue();
        assertThat(mine("{\"topic\":\" lunch\"}")).isFalse();
        assertThat(mine("{\"topic\":\"lunc\"}")).isFalse();
        assertThat(mine("{\"topic\":null}")).isFalse();
        assertThat(mine("{}")).isFalse();
    }

    /// The example of the spec for `event_property_is`.
    @Test
    void aPropertyIsComparedWithoutCasting() {
        override(
                "{\"kind\":\"event_property_is\",\"key\":\"content.m\\\\.federate\",\"value\":true}");
        assertThat(mine("{\"m.federate\":true}")).isTrue();
        assertThat(mine("{\"m.federate\":\"true\"}")).isFalse();
        assertThat(mine("{\"m.federate\":1}")).isFalse();
    }

    @Test
    void aPropertyMayBeNull() {
        override("{\"kind\":\"event_property_is\",\"key\":\"content.x\",\"value\":null}");
        assertThat(mine("{\"x\":null}")).isTrue();
        assertThat(mine("{}")).isFalse();
    }

    @Test
    void anArrayContainsAValue() {
        override(
                """
                {"kind":"event_property_contains","key":"content.alt_aliases",
                 "value":"#myroom:example.com"}\
                """);
        assertThat(mine("{\"alt_aliases\":[\"#a:b\",\"#myroom:example.com\"]}")).isTrue();
        assertThat(mine("{\"alt_aliases\":[\":example.com\",[\"#myroom:example.com\"]]}"))
                .isFalse();
        assertThat(mine("{\"alt_aliases\":\"#myroom:example.com\"}")).isFalse();
    }

    @Test
    void compoundValuesAreNeverEqual() {
        override("{\"kind\":\"event_property_is\",\"key\":\"content.x\",\"value\":{}}");
        assertThat(mine("{\"x\":{}}")).isFalse();
    }

    @Test
    void membersAreCounted() {
        members = 3;
        assertThat(counts("3")).isTrue();
        assertThat(counts("==3")).isTrue();
        assertThat(counts("<3")).isFalse();
        assertThat(counts("<=3")).isTrue();
        assertThat(counts(">2")).isTrue();
        assertThat(counts(">=4")).isFalse();
        assertThat(counts("=3")).isFalse();
        assertThat(counts("three")).isFalse();
        assertThat(counts("")).isFalse();
        assertThat(counts("<99999999999999999999")).isFalse();
    }

    @Test
    void anUnknownConditionNeverHolds() {
        override("{\"kind\":\"org.example.moon\"}");
        assertThat(mine("{}")).isFalse();
    }

    @Test
    void aConditionThatLacksSomethingNeverHolds() {
        override("{\"kind\":\"event_match\",\"key\":\"type\"}");
        assertThat(mine("{}")).isFalse();
        override("{\"kind\":\"event_property_is\",\"key\":\"content.x\"}");
        assertThat(mine("{\"x\":null}")).isFalse();
    }

    @Test
    void aRuleWithoutConditionsAlwaysMatches() {
        put(RuleKind.OVERRIDE, "mine", LOUD.with("conditions", JsonArray.EMPTY));
        assertThat(mine("{}")).isTrue();
    }

    @Test
    void historicActionsDoNothing() {
        put(
                RuleKind.ROOM,
                "!room:example.org",
                JsonObject.of("actions", JsonArray.of("dont_notify")));
        Actions actions = evaluate(message("hello"));
        assertThat(actions.notifies()).isFalse();
        assertThat(actions.json()).isEqualTo(JsonArray.EMPTY);
    }

    @Test
    void tweaksGoToTheGateway() {
        put(
                RuleKind.ROOM,
                "!room:example.org",
                JsonParser.object(
                        """
                        {"actions":["notify",{"set_tweak":"highlight"},
                         {"set_tweak":"sound","value":"ding"},{"set_tweak":"lamp","value":7}]}\
                        """));
        assertThat(evaluate(message("hello")).tweaks())
                .hasToString("{\"highlight\":true,\"lamp\":7,\"sound\":\"ding\"}");
    }

    @Test
    void aHighlightMayBeSwitchedOff() {
        put(
                RuleKind.ROOM,
                "!room:example.org",
                JsonParser.object("{\"actions\":[{\"set_tweak\":\"highlight\",\"value\":false}]}"));
        assertThat(evaluate(message("hello")).highlights()).isFalse();
    }

    private boolean mine(String content) {
        return evaluate(event("org.example.mine", content)).ruleId().equals("mine");
    }

    private boolean counts(String is) {
        override("{\"kind\":\"room_member_count\",\"is\":\"" + is + "\"}");
        return mine("{}");
    }

    private void override(String condition) {
        put(
                RuleKind.OVERRIDE,
                "mine",
                LOUD.with("conditions", JsonArray.of(JsonParser.object(condition))));
    }

    private void put(RuleKind kind, String ruleId, JsonObject body) {
        rules = changed(rules.put(kind, ruleId, body, null, null));
    }

    private static PushRules changed(PushRuleChange change) {
        assertThat(change).isInstanceOf(Changed.class);
        return ((Changed) change).rules();
    }

    private static final String REPLY =
            """
            {"body":"yes","m.relates_to":{"rel_type":"m.thread","event_id":"$root","is_falling_back":%s,
             "m.in_reply_to":{"event_id":"$original"}}}\
            """;

    private PushRules withRule(String conditions) {
        JsonObject body = JsonParser.object("{\"actions\":[],\"conditions\":" + conditions + "}");
        return changed(rules.put(RuleKind.OVERRIDE, "mine", body, null, null));
    }

    /// MSC3664, with the names that Synapse has.
    @Test
    void aReplyToTheUserStandsOut() {
        rules = PushRules.defaults(ALICE, new PushFeatures(true, false, false, true, false));
        Pdu own =
                pdu(
                        "{\"type\":\"m.room.message\",\"sender\":\"@alice:example.org\",\"content\":{}}");
        Pdu reply = event("m.room.message", REPLY.formatted(false));
        assertThat(evaluate(reply).ruleId()).isEqualTo(".m.rule.message");
        others = id -> Optional.of(own).filter(_ -> id.value().equals("$original"));
        assertThat(evaluate(reply).ruleId()).isEqualTo(".im.nheko.msc3664.reply");
        assertThat(evaluate(reply).highlights()).isTrue();
        others = _ -> Optional.of(message("of somebody else"));
        assertThat(evaluate(reply).ruleId()).isEqualTo(".m.rule.message");
    }

    @Test
    void aReplyThatIsThereForOldClientsDoesNot() {
        rules = PushRules.defaults(ALICE, new PushFeatures(true, false, false, true, false));
        others =
                _ ->
                        Optional.of(
                                pdu(
                                        "{\"type\":\"t\",\"sender\":\"@alice:example.org\",\"content\":{}}"));
        Pdu fallback = event("m.room.message", REPLY.formatted(true));
        assertThat(evaluate(fallback).ruleId()).isEqualTo(".m.rule.message");
        String condition =
                "[{\"kind\":\"im.nheko.msc3664.related_event_match\",\"rel_type\":\"m.in_reply_to\"%s}]";
        rules = withRule(condition.formatted(",\"include_fallbacks\":true"));
        assertThat(evaluate(fallback).ruleId()).isEqualTo("mine");
        rules = withRule(condition.formatted(",\"key\":\"sender\",\"include_fallbacks\":true"));
        assertThat(evaluate(fallback).ruleId()).as("a key without pattern").isNotEqualTo("mine");
    }

    @Test
    void otherRelationsAreLookedAtToo() {
        others = id -> Optional.of(message("big news")).filter(_ -> id.value().equals("$root"));
        rules =
                withRule(
                        "[{\"kind\":\"im.nheko.msc3664.related_event_match\",\"rel_type\":\"m.thread\","
                                + "\"key\":\"content.body\",\"pattern\":\"news\"}]");
        assertThat(evaluate(event("m.room.message", REPLY.formatted(false))).ruleId())
                .isEqualTo("mine");
        assertThat(evaluate(message("x")).ruleId()).isNotEqualTo("mine");
    }

    /// MSC4306: the rules stand between those about words and those about rooms.
    @Test
    void aThreadNotifiesWhoHasSubscribed() {
        rules = PushRules.defaults(ALICE, new PushFeatures(true, false, false, false, true));
        assertThat(evaluate(message("hello")).ruleId()).isEqualTo(".m.rule.message");
        thread = PushRecipient.Subscription.SUBSCRIBED;
        assertThat(evaluate(message("hello")).ruleId())
                .isEqualTo(".io.element.msc4306.rule.subscribed_thread");
        assertThat(evaluate(message("hello")).sound()).isEqualTo("default");
        thread = PushRecipient.Subscription.UNSUBSCRIBED;
        assertThat(evaluate(message("hello")).ruleId())
                .isEqualTo(".io.element.msc4306.rule.unsubscribed_thread");
        assertThat(evaluate(message("hello")).notifies()).isFalse();
        assertThat(evaluate(message("hello alice")).ruleId())
                .isEqualTo(".m.rule.contains_user_name");
    }

    private Actions evaluate(Pdu pdu) {
        Pdu levels =
                state(
                        "m.room.power_levels",
                        "",
                        "{\"users\":{\"@mod:example.org\":50},\"notifications\":{\"room\":50}}");
        PowerLevels powerLevels =
                PowerLevels.of(RoomVersion.V11.rules(), Optional.of(levels), Optional.empty());
        return rules.compile()
                .evaluate(
                        PushEvent.of(pdu, () -> powerLevels, members).among(others),
                        new PushRecipient(displayName, thread));
    }

    private static Pdu message(String body) {
        return event("m.room.message", JsonObject.of("body", body, "msgtype", "m.text").toString());
    }

    private static Pdu event(String type, String content) {
        return pdu(
                "{\"type\":\"%s\",\"sender\":\"@bob:example.org\",\"content\":%s}"
                        .formatted(type, content));
    }

    private static Pdu state(String type, String stateKey, String content) {
        return pdu(
                "{\"type\":\"%s\",\"state_key\":\"%s\",\"sender\":\"@bob:example.org\",\"content\":%s}"
                        .formatted(type, stateKey, content));
    }

    private static Pdu pdu(String json) {
        return Pdu.of(
                JsonParser.object(json).with("room_id", "!room:example.org"),
                RoomVersion.V11,
                EventId.parse("$" + "a".repeat(43)));
    }
}
