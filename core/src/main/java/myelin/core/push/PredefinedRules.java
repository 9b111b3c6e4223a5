package myelin.core.push;

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

    private static final JsonObject HIGHLIGHT = JsonObject.of("set_tweak", "highlight");
    private static final JsonObject DEFAULT_SOUND =
            JsonObject.of("set_tweak", "sound", "value", "default");
    private static final JsonObject RING_SOUND =
            JsonObject.of("set_tweak", "sound", "value", "ring");

    private static final JsonArray NOTHING = JsonArray.EMPTY;
    private static final JsonArray NOTIFY = JsonArray.of("notify");
    private static final JsonArray SOUND = JsonArray.of("notify", DEFAULT_SOUND);
    private static final JsonArray RING = JsonArray.of("notify", RING_SOUND);
    private static final JsonArray STAND_OUT = JsonArray.of("notify", HIGHLIGHT);
    private static final JsonArray MENTION = JsonArray.of("notify", DEFAULT_SOUND, HIGHLIGHT);

    private static final JsonObject TWO_MEMBERS =
            JsonObject.of("kind", "room_member_count", "is", "2");
    private static final JsonObject MAY_NOTIFY_ROOM =
            JsonObject.of("kind", "sender_notification_permission", "key", "room");
    private static final JsonObject MESSAGE = match("type", "m.room.message");
    private static final JsonObject ENCRYPTED = match("type", "m.room.encrypted");
    private static final JsonObject POLL_START = match("type", "org.matrix.msc3381.poll.start");
    private static final JsonObject POLL_END = match("type", "org.matrix.msc3381.poll.end");
    private static final String POLL_RULE = ".org.matrix.msc3930.rule.";

    /// Before what concerns the user's own invites; the master rule comes first.
    private static final List<PushRule> FIRST_OVERRIDES =
            List.of(
                    override(MASTER, NOTHING).enable(false),
                    override(
                            ".m.rule.suppress_notices",
                            NOTHING,
                            match("content.msgtype", "m.notice")));

    private static final PushRule EVERY_ENCRYPTED_EVENT =
            override(".org.matrix.msc4028.encrypted_event", NOTIFY, ENCRYPTED);

    private static final PushRule MEMBER_EVENT =
            override(".m.rule.member_event", NOTHING, match("type", "m.room.member"));

    private static final PushRule DISPLAY_NAME =
            override(
                    CONTAINS_DISPLAY_NAME, MENTION, JsonObject.of("kind", "contains_display_name"));

    private static final PushRule ROOM_MENTION =
            override(
                    ".m.rule.is_room_mention",
                    STAND_OUT,
                    is("content.m\\.mentions.room", true),
                    MAY_NOTIFY_ROOM);

    private static final PushRule ROOM_IN_BODY =
            override(ROOM_NOTIF, STAND_OUT, match("content.body", "@room"), MAY_NOTIFY_ROOM);

    private static final List<PushRule> LAST_OVERRIDES =
            List.of(
                    override(
                            ".m.rule.tombstone",
                            STAND_OUT,
                            match("type", "m.room.tombstone"),
                            match("state_key", "")),
                    override(".m.rule.reaction", NOTHING, match("type", "m.reaction")),
                    override(
                            ".m.rule.room.server_acl",
                            NOTHING,
                            match("type", "m.room.server_acl"),
                            match("state_key", "")),
                    override(
                            ".m.rule.suppress_edits",
                            NOTHING,
                            is("content.m\\.relates_to.rel_type", "m.replace")));

    private static final String THREAD_RULE = ".io.element.msc4306.rule.";

    private static final List<PushRule> THREADS =
            List.of(
                    rule(
                            RuleKind.POSTCONTENT,
                            THREAD_RULE + "unsubscribed_thread",
                            NOTHING,
                            subscribed(false)),
                    rule(
                            RuleKind.POSTCONTENT,
                            THREAD_RULE + "subscribed_thread",
                            SOUND,
                            subscribed(true)));

    private static final PushRule POLL_RESPONSE =
            override(
                    POLL_RULE + "poll_response",
                    NOTHING,
                    match("type", "org.matrix.msc3381.poll.response"));

    private static final List<PushRule> UNDERRIDES =
            List.of(
                    underride(".m.rule.call", RING, match("type", "m.call.invite")),
                    underride(".m.rule.encrypted_room_one_to_one", SOUND, TWO_MEMBERS, ENCRYPTED),
                    underride(".m.rule.room_one_to_one", SOUND, TWO_MEMBERS, MESSAGE),
                    underride(".m.rule.message", NOTIFY, MESSAGE),
                    underride(".m.rule.encrypted", NOTIFY, ENCRYPTED),
                    // Not of the spec: Synapse brings it, and clients rely on it for group calls.
                    underride(
                            ".im.vector.jitsi",
                            NOTIFY,
                            match("type", "im.vector.modular.widgets"),
                            match("content.type", "jitsi"),
                            match("state_key", "*")));

    private static final List<PushRule> POLL_UNDERRIDES =
            List.of(
                    underride(POLL_RULE + "poll_start_one_to_one", SOUND, TWO_MEMBERS, POLL_START),
                    underride(POLL_RULE + "poll_start", NOTIFY, POLL_START),
                    underride(POLL_RULE + "poll_end_one_to_one", SOUND, TWO_MEMBERS, POLL_END),
                    underride(POLL_RULE + "poll_end", NOTIFY, POLL_END));

    private PredefinedRules() {}

    /// The rules for this user. All are enabled except the master rule.
    static List<PushRule> of(UserId user, PushFeatures features) {
        List<PushRule> rules = new ArrayList<>(FIRST_OVERRIDES);
        if (features.everyEncryptedEvent()) {
            rules.add(1, EVERY_ENCRYPTED_EVENT);
        }
        rules.add(inviteFor(user));
        rules.add(MEMBER_EVENT);
        if (features.replies()) {
            rules.add(replyTo(user));
        }
        rules.add(mentionOf(user));
        if (features.legacyMentions()) {
            rules.add(DISPLAY_NAME);
        }
        rules.add(ROOM_MENTION);
        if (features.legacyMentions()) {
            rules.add(ROOM_IN_BODY);
        }
        rules.addAll(LAST_OVERRIDES);
        if (features.polls()) {
            rules.add(POLL_RESPONSE);
        }
        if (features.legacyMentions()) {
            rules.add(nameOf(user));
        }
        if (features.threadSubscriptions()) {
            rules.addAll(THREADS);
        }
        rules.addAll(UNDERRIDES);
        if (features.polls()) {
            rules.addAll(POLL_UNDERRIDES);
        }
        return List.copyOf(rules);
    }

    /// The rules that are the same for all users, in no order.
    static List<PushRule> shared() {
        List<PushRule> rules = new ArrayList<>(FIRST_OVERRIDES);
        rules.addAll(LAST_OVERRIDES);
        rules.addAll(UNDERRIDES);
        rules.addAll(POLL_UNDERRIDES);
        rules.addAll(THREADS);
        rules.addAll(
                List.of(
                        EVERY_ENCRYPTED_EVENT,
                        MEMBER_EVENT,
                        DISPLAY_NAME,
                        ROOM_MENTION,
                        ROOM_IN_BODY,
                        POLL_RESPONSE));
        return rules;
    }

    private static PushRule inviteFor(UserId user) {
        return override(
                ".m.rule.invite_for_me",
                SOUND,
                match("type", "m.room.member"),
                match("content.membership", "invite"),
                match("state_key", user.value()));
    }

    private static PushRule replyTo(UserId user) {
        return override(
                ".im.nheko.msc3664.reply",
                MENTION,
                JsonObject.of(
                        "kind",
                        "im.nheko.msc3664.related_event_match",
                        "key",
                        "sender",
                        "pattern",
                        user,
                        "rel_type",
                        "m.in_reply_to"));
    }

    private static JsonObject subscribed(boolean subscribed) {
        return JsonObject.of(
                "kind", "io.element.msc4306.thread_subscription", "subscribed", subscribed);
    }

    private static PushRule mentionOf(UserId user) {
        return override(
                ".m.rule.is_user_mention",
                MENTION,
                condition("event_property_contains", "content.m\\.mentions.user_ids", user));
    }

    private static PushRule nameOf(UserId user) {
        return new PushRule(
                RuleKind.CONTENT,
                CONTAINS_USER_NAME,
                true,
                true,
                JsonArray.EMPTY,
                user.localpart(),
                MENTION);
    }

    private static PushRule override(String ruleId, JsonArray actions, JsonObject... conditions) {
        return rule(RuleKind.OVERRIDE, ruleId, actions, conditions);
    }

    private static PushRule underride(String ruleId, JsonArray actions, JsonObject... conditions) {
        return rule(RuleKind.UNDERRIDE, ruleId, actions, conditions);
    }

    private static PushRule rule(
            RuleKind kind, String ruleId, JsonArray actions, JsonObject... conditions) {
        JsonArray all = JsonArray.from(List.of(conditions));
        return new PushRule(kind, ruleId, true, true, all, "", actions);
    }

    private static JsonObject match(String key, String pattern) {
        return JsonObject.of("kind", "event_match", "key", key, "pattern", pattern);
    }

    private static JsonObject is(String key, Object value) {
        return condition("event_property_is", key, value);
    }

    private static JsonObject condition(String kind, String key, Object value) {
        return JsonObject.of("kind", kind, "key", key, "value", value);
    }
}
