package myelin.core.push;

import static myelin.core.push.RuleKind.CONTENT;
import static myelin.core.push.RuleKind.OVERRIDE;
import static myelin.core.push.RuleKind.UNDERRIDE;

import java.util.ArrayList;
import java.util.List;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// The rules which every user has, in the order in which they are asked.
///
/// [Spec](https://spec.matrix.org/v1.19/client-server-api/#predefined-rules)
final class PredefinedRules {
    /// The one predefined rule which stands before those of the user.
    static final String MASTER = ".m.rule.master";

    static final String CONTAINS_DISPLAY_NAME = ".m.rule.contains_display_name";
    static final String ROOM_NOTIF = ".m.rule.roomnotif";
    static final String CONTAINS_USER_NAME = ".m.rule.contains_user_name";

    private static final JsonArray NOTHING = JsonArray.EMPTY;
    private static final JsonObject HIGHLIGHT = JsonObject.of("set_tweak", "highlight");
    private static final JsonObject SOUND = JsonObject.of("set_tweak", "sound", "value", "default");
    private static final JsonObject RING = JsonObject.of("set_tweak", "sound", "value", "ring");
    private static final JsonObject TWO_MEMBERS =
            JsonObject.of("kind", "room_member_count", "is", "2");
    private static final JsonObject MAY_NOTIFY_ROOM =
            JsonObject.of("kind", "sender_notification_permission", "key", "room");

    private final UserId user;
    private final PushFeatures features;
    private final List<PushRule> rules = new ArrayList<>();

    private PredefinedRules(UserId user, PushFeatures features) {
        this.user = user;
        this.features = features;
    }

    /// The rules for this user. All are enabled except the master rule.
    static List<PushRule> of(UserId user, PushFeatures features) {
        PredefinedRules predefined = new PredefinedRules(user, features);
        predefined.addOverrides();
        predefined.addMentions();
        predefined.addSuppressions();
        predefined.addContent();
        predefined.addUnderrides();
        return List.copyOf(predefined.rules);
    }

    private void addOverrides() {
        rules.add(rule(OVERRIDE, MASTER, NOTHING, JsonArray.EMPTY).enable(false));
        if (features.everyEncryptedEvent()) {
            add(
                    OVERRIDE,
                    ".org.matrix.msc4028.encrypted_event",
                    JsonArray.of("notify"),
                    match("type", "m.room.encrypted"));
        }
        add(OVERRIDE, ".m.rule.suppress_notices", NOTHING, match("content.msgtype", "m.notice"));
        add(
                OVERRIDE,
                ".m.rule.invite_for_me",
                JsonArray.of("notify", SOUND),
                match("type", "m.room.member"),
                match("content.membership", "invite"),
                match("state_key", user.value()));
        add(OVERRIDE, ".m.rule.member_event", NOTHING, match("type", "m.room.member"));
    }

    private void addMentions() {
        add(
                OVERRIDE,
                ".m.rule.is_user_mention",
                JsonArray.of("notify", SOUND, HIGHLIGHT),
                JsonObject.of(
                        "kind",
                        "event_property_contains",
                        "key",
                        "content.m\\.mentions.user_ids",
                        "value",
                        user.value()));
        if (features.legacyMentions()) {
            add(
                    OVERRIDE,
                    CONTAINS_DISPLAY_NAME,
                    JsonArray.of("notify", SOUND, HIGHLIGHT),
                    JsonObject.of("kind", "contains_display_name"));
        }
        add(
                OVERRIDE,
                ".m.rule.is_room_mention",
                JsonArray.of("notify", HIGHLIGHT),
                is("content.m\\.mentions.room", true),
                MAY_NOTIFY_ROOM);
        if (features.legacyMentions()) {
            add(
                    OVERRIDE,
                    ROOM_NOTIF,
                    JsonArray.of("notify", HIGHLIGHT),
                    match("content.body", "@room"),
                    MAY_NOTIFY_ROOM);
        }
        add(
                OVERRIDE,
                ".m.rule.tombstone",
                JsonArray.of("notify", HIGHLIGHT),
                match("type", "m.room.tombstone"),
                match("state_key", ""));
    }

    private void addSuppressions() {
        add(OVERRIDE, ".m.rule.reaction", NOTHING, match("type", "m.reaction"));
        add(
                OVERRIDE,
                ".m.rule.room.server_acl",
                NOTHING,
                match("type", "m.room.server_acl"),
                match("state_key", ""));
        add(
                OVERRIDE,
                ".m.rule.suppress_edits",
                NOTHING,
                is("content.m\\.relates_to.rel_type", "m.replace"));
        if (features.polls()) {
            add(
                    OVERRIDE,
                    ".org.matrix.msc3930.rule.poll_response",
                    NOTHING,
                    match("type", "org.matrix.msc3381.poll.response"));
        }
    }

    private void addContent() {
        if (features.legacyMentions()) {
            rules.add(
                    new PushRule(
                            CONTENT,
                            CONTAINS_USER_NAME,
                            true,
                            true,
                            JsonArray.EMPTY,
                            user.localpart(),
                            JsonArray.of("notify", SOUND, HIGHLIGHT)));
        }
    }

    private void addUnderrides() {
        JsonObject message = match("type", "m.room.message");
        JsonObject encrypted = match("type", "m.room.encrypted");
        JsonArray notify = JsonArray.of("notify");
        JsonArray sound = JsonArray.of("notify", SOUND);
        JsonArray ring = JsonArray.of("notify", RING);

        add(UNDERRIDE, ".m.rule.call", ring, match("type", "m.call.invite"));
        add(UNDERRIDE, ".m.rule.encrypted_room_one_to_one", sound, TWO_MEMBERS, encrypted);
        add(UNDERRIDE, ".m.rule.room_one_to_one", sound, TWO_MEMBERS, message);
        add(UNDERRIDE, ".m.rule.message", notify, message);
        add(UNDERRIDE, ".m.rule.encrypted", notify, encrypted);
        // Not of the spec: Synapse brings it to every user, and clients rely on it for group calls.
        add(
                UNDERRIDE,
                ".im.vector.jitsi",
                notify,
                match("type", "im.vector.modular.widgets"),
                match("content.type", "jitsi"),
                match("state_key", "*"));
        if (features.polls()) {
            addPolls(notify, sound);
        }
    }

    private void addPolls(JsonArray notify, JsonArray sound) {
        JsonObject start = match("type", "org.matrix.msc3381.poll.start");
        JsonObject end = match("type", "org.matrix.msc3381.poll.end");
        String prefix = ".org.matrix.msc3930.rule.";
        add(UNDERRIDE, prefix + "poll_start_one_to_one", sound, TWO_MEMBERS, start);
        add(UNDERRIDE, prefix + "poll_start", notify, start);
        add(UNDERRIDE, prefix + "poll_end_one_to_one", sound, TWO_MEMBERS, end);
        add(UNDERRIDE, prefix + "poll_end", notify, end);
    }

    private void add(RuleKind kind, String ruleId, JsonArray actions, JsonObject... conditions) {
        rules.add(rule(kind, ruleId, actions, JsonArray.from(List.of(conditions))));
    }

    private static PushRule rule(
            RuleKind kind, String ruleId, JsonArray actions, JsonArray conditions) {
        return new PushRule(kind, ruleId, true, true, conditions, "", actions);
    }

    private static JsonObject match(String key, String pattern) {
        return JsonObject.of("kind", "event_match", "key", key, "pattern", pattern);
    }

    private static JsonObject is(String key, Object value) {
        return JsonObject.of("kind", "event_property_is", "key", key, "value", value);
    }
}
