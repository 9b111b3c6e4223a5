package myelin.hostile;

import java.util.Map;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;

/// The text of a JSON in which one value is another, or missing. Places count values from 0, outer before inner.
final class Spoiled {
    private final StringBuilder text = new StringBuilder();
    private final String poison;
    private int left;

    private Spoiled(String poison, int place) {
        this.poison = poison;
        this.left = place;
    }

    /// How many values there are, the whole included.
    static int places(Json json) {
        Spoiled counted = new Spoiled("", Integer.MAX_VALUE);
        counted.write(json);
        return Integer.MAX_VALUE - counted.left;
    }

    /// The text with `poison` at this place.
    static String at(int place, String poison, Json json) {
        Spoiled spoiled = new Spoiled(poison, place);
        spoiled.write(json);
        return spoiled.text.toString();
    }

    /// The text without the member or item at this place.
    static String without(int place, Json json) {
        return at(place, "", json);
    }

    private void write(Json value) {
        if (left-- == 0) {
            text.append(poison);
            return;
        }
        switch (value) {
            case JsonObject object -> writeMembers(object);
            case JsonArray array -> writeItems(array);
            case JsonString _, JsonInteger _, JsonDecimal _, JsonBoolean _, JsonNull _ ->
                    text.append(value);
        }
    }

    private void writeMembers(JsonObject object) {
        String separator = "";
        text.append('{');
        for (Map.Entry<String, Json> member : object.entries()) {
            if (isOmitted()) {
                continue;
            }
            text.append(separator).append(Json.of(member.getKey())).append(':');
            write(member.getValue());
            separator = ",";
        }
        text.append('}');
    }

    private void writeItems(JsonArray array) {
        String separator = "";
        text.append('[');
        for (Json item : array) {
            if (isOmitted()) {
                continue;
            }
            text.append(separator);
            write(item);
            separator = ",";
        }
        text.append(']');
    }

    private boolean isOmitted() {
        if (left == 0 && poison.isEmpty()) {
            left--;
            return true;
        }
        return false;
    }
}
