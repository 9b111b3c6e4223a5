package myelin.core.push;

import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import org.jspecify.annotations.Nullable;

/// What a user's push rules say about an event.
///
/// @param notifies whether the event counts as a notification and goes to the user's pushers
/// @param highlights whether it shall stand out; without meaning unless it notifies
/// @param sound the sound to play, null when silent
/// @param json the actions as they go to clients and pushers, without historic ones
/// @param ruleId the rule that matched, empty when none did
///
/// [Spec](https://spec.matrix.org/v1.19/client-server-api/#actions)
public record Actions(
        boolean notifies,
        boolean highlights,
        @Nullable String sound,
        JsonArray json,
        String ruleId) {
    /// No rule matched: the event passes in silence.
    public static final Actions NONE = new Actions(false, false, null, JsonArray.EMPTY, "");

    private static final Json NOTIFY = new JsonString("notify");

    /// What follows when the rule matches.
    static Actions of(PushRule rule) {
        JsonArray json =
                JsonArray.from(
                        rule.actions().stream().filter(action -> !isHistoric(action)).toList());
        boolean notify = json.stream().anyMatch(NOTIFY::equals);
        JsonObject tweaks = tweaks(json);
        boolean highlight =
                tweaks.value("highlight").orElse(JsonBoolean.FALSE).equals(JsonBoolean.TRUE);
        String sound = tweaks.string("sound").orElse(null);
        return new Actions(notify, highlight, sound, json, rule.ruleId());
    }

    /// Whether every action is one the spec knows: `notify`, a tweak, or a historic one.
    static boolean areValid(JsonArray actions) {
        return actions.stream()
                .allMatch(action -> action.equals(NOTIFY) || isHistoric(action) || isTweak(action));
    }

    /// The tweaks by name, as a push gateway gets them.
    public JsonObject tweaks() {
        return tweaks(json);
    }

    private static JsonObject tweaks(JsonArray actions) {
        JsonObject.Builder tweaks = JsonObject.builder();
        for (Json action : actions) {
            if (action instanceof JsonObject object) {
                String name = object.string("set_tweak").orElse("");
                // "If a highlight tweak is given with no value, its value is defined to be true."
                Json standard = name.equals("highlight") ? JsonBoolean.TRUE : null;
                Json value = object.value("value").orElse(standard);
                if (value != null && !name.isEmpty()) {
                    tweaks.put(name, value);
                }
            }
        }
        return tweaks.build();
    }

    private static boolean isTweak(Json action) {
        return action instanceof JsonObject object && object.string("set_tweak").isPresent();
    }

    /// "Clients and homeservers MUST ignore these actions."
    private static boolean isHistoric(Json action) {
        return action instanceof JsonString(String name)
                && (name.equals("dont_notify") || name.equals("coalesce"));
    }
}
