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

    /// The text of the members of `object` in UTF-8, without the braces.
    static byte[] members(JsonObject object) {
        Utf8Output out = new Utf8Output();
        writeMembers(object, out);
        return out.toBytes();
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
        writeMembers(object, out);
        out.put('}');
    }

    private static void writeMembers(JsonObject object, Utf8Output out) {
        int written = 0;
        JsonObject.Text kept = object.text();
        if (kept != null) {
            out.putBytes(kept.utf8());
            written = kept.members();
        }
        for (int i = written; i < object.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            out.putString(object.keyAt(i));
            out.put(':');
            write(object.valueAt(i), out);
        }
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
