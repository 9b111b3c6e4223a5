package myelin.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// A value of a YAML file, together with the place where it was written.
sealed interface Value {

    /// Where it stands.
    Place place();

    /// The same without places.
    Json json();

    /// A file and a line in it, counted from 1.
    record Place(String file, int line) {

        /// The place of what nobody has written.
        static final Place DEFAULT = new Place("default", 0);

        @Override
        public String toString() {
            return line == 0 ? file : file + ":" + line;
        }
    }

    /// Keys and their values, in the order of the file.
    record Mapping(Map<String, Value> entries, Place place) implements Value {

        static final Mapping EMPTY = new Mapping(Map.of(), Place.DEFAULT);

        @Override
        public JsonObject json() {
            var all = new LinkedHashMap<String, Json>();
            entries.forEach((key, value) -> all.put(key, value.json()));
            return JsonObject.from(all);
        }
    }

    /// A list.
    record Sequence(List<Value> items, Place place) implements Value {

        static final Sequence EMPTY = new Sequence(List.of(), Place.DEFAULT);

        @Override
        public JsonArray json() {
            var all = new ArrayList<Json>();
            items.forEach(item -> all.add(item.json()));
            return JsonArray.from(all);
        }
    }

    /// Anything else: `json` is a string, number, boolean or null; `text` is how it was written.
    record Scalar(Json json, String text, Place place) implements Value {}
}
