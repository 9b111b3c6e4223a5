package myelin.core.json;

/// Writes JSON compactly: no white space, keys ordered by code point, the fewest escapes. That is
/// canonical JSON, except that a [JsonDecimal] is written as its text.
public final class JsonWriter {
    private JsonWriter() {}

    /// The text of `json` in UTF-8.
    public static byte[] bytes(Json json) {
        Utf8Output out = new Utf8Output();
        write(json, out);
        return out.toBytes();
    }

    /// The text of `json`.
    public static String text(Json json) {
        Utf8Output out = new Utf8Output();
        write(json, out);
        return out.toText();
    }

    private static void write(Json json, Utf8Output out) {
        switch (json) {
            case JsonString(String value) -> out.putString(value);
            case JsonObject object -> writeObject(object, out);
            case JsonArray array -> writeArray(array, out);
            case JsonInteger number -> out.putAscii(number.toString());
            case JsonBoolean bool -> out.putAscii(bool.toString());
            case JsonDecimal(String text) -> out.putAscii(text);
            case JsonNull none -> out.putAscii(none.toString());
        }
    }

    private static void writeObject(JsonObject object, Utf8Output out) {
        out.put('{');
        for (int i = 0; i < object.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            out.putString(object.keyAt(i));
            out.put(':');
            write(object.valueAt(i), out);
        }
        out.put('}');
    }

    private static void writeArray(JsonArray array, Utf8Output out) {
        out.put('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            write(array.at(i), out);
        }
        out.put(']');
    }
}
