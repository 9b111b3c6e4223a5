package myelin.core.event;

import java.util.Set;
import java.util.function.Predicate;
import myelin.core.json.JsonObject;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// What is left of an event when it is redacted: what the room needs to go on.
///
/// The same is what signatures and event ids cover, so that a redacted event keeps both.
/// See <https://spec.matrix.org/v1.19/client-server-api/#redactions>.
public final class Redaction {

    private static final Set<String> EVENT =
            Set.of(
                    "event_id",
                    "type",
                    "room_id",
                    "sender",
                    "state_key",
                    "content",
                    "hashes",
                    "signatures",
                    "depth",
                    "prev_events",
                    "auth_events",
                    "origin_server_ts");
    private static final Set<String> OUTDATED = Set.of("origin", "membership", "prev_state");
    private static final Set<String> POWER_LEVELS =
            Set.of(
                    "ban",
                    "events",
                    "events_default",
                    "kick",
                    "redact",
                    "state_default",
                    "users",
                    "users_default");

    private Redaction() {}

    /// The `event` without what its type does not protect in rooms with these `rules`. `unsigned` goes, too.
    public static JsonObject redact(JsonObject event, Rules rules) {
        boolean keepsOutdated = !rules.has(Rule.UPDATED_REDACTIONS);
        JsonObject kept =
                keep(
                        event,
                        key -> EVENT.contains(key) || (keepsOutdated && OUTDATED.contains(key)));
        JsonObject content = event.object("content").orElse(JsonObject.EMPTY);
        JsonObject redacted = content(event.string("type").orElse(""), content, rules);
        return redacted.size() == content.size() && redacted.equals(content)
                ? kept
                : kept.with("content", redacted);
    }

    private static JsonObject content(String type, JsonObject content, Rules rules) {
        boolean updated = rules.has(Rule.UPDATED_REDACTIONS);
        return switch (type) {
            case EventType.M_ROOM_MEMBER -> member(content, rules);
            case EventType.M_ROOM_CREATE -> updated ? content : keep(content, "creator"::equals);
            case EventType.M_ROOM_JOIN_RULES -> {
                boolean allow = rules.has(Rule.KEEP_JOIN_RULES_ALLOW);
                yield keep(
                        content, key -> key.equals("join_rule") || (allow && key.equals("allow")));
            }
            case EventType.M_ROOM_POWER_LEVELS ->
                    keep(
                            content,
                            key -> POWER_LEVELS.contains(key) || (updated && key.equals("invite")));
            case EventType.M_ROOM_HISTORY_VISIBILITY -> keep(content, "history_visibility"::equals);
            case EventType.M_ROOM_ALIASES ->
                    rules.has(Rule.KEEP_ALIASES)
                            ? keep(content, "aliases"::equals)
                            : JsonObject.EMPTY;
            case EventType.M_ROOM_REDACTION ->
                    updated ? keep(content, "redacts"::equals) : JsonObject.EMPTY;
            default -> JsonObject.EMPTY;
        };
    }

    private static JsonObject member(JsonObject content, Rules rules) {
        boolean authorisedVia = rules.has(Rule.KEEP_JOIN_AUTHORISED_VIA_USERS_SERVER);
        JsonObject kept =
                keep(
                        content,
                        key ->
                                key.equals("membership")
                                        || (authorisedVia
                                                && key.equals("join_authorised_via_users_server")));
        if (!rules.has(Rule.UPDATED_REDACTIONS)) {
            return kept;
        }
        // "Additionally, it allows the `signed` key of the `third_party_invite` key."
        // An object without `signed` stays as an empty one: so do Synapse and Ruma, and ids depend
        // on it.
        return content.object("third_party_invite")
                .map(invite -> kept.with("third_party_invite", keep(invite, "signed"::equals)))
                .orElse(kept);
    }

    private static JsonObject keep(JsonObject object, Predicate<String> wanted) {
        JsonObject.Builder builder = JsonObject.builder();
        object.forEach((key, value) -> {
            if (wanted.test(key)) {
                builder.put(key, value);
            }
        });
        return builder.build();
    }
}
