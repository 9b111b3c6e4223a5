package myelin.core.json;

import java.util.Collection;
import java.util.Map;
import myelin.core.id.Identifier;

/// A JSON value: immutable, compared by value, `toString()` is its compact text.
public sealed interface Json
        permits JsonArray, JsonBoolean, JsonDecimal, JsonInteger, JsonNull, JsonObject, JsonString {
    /// The JSON for a Java value: a [Json] stands for itself; `String`, `Integer`, `Long`, `Boolean`,
    /// an [Identifier] (its text), a `Collection` and a `Map` with `String` or [Identifier] keys are
    /// converted, with all they hold.
    ///
    /// A number outside ±(2^53 − 1) becomes a [JsonDecimal].
    ///
    /// @throws IllegalArgumentException for any other type
    static Json of(Object value) {
        return switch (value) {
            case Json json -> json;
            case String string -> new JsonString(string);
            case Boolean bool -> JsonBoolean.of(bool);
            case Long number ->
                    JsonInteger.isInRange(number)
                            ? JsonInteger.of(number)
                            : new JsonDecimal(number.toString());
            case Integer number -> JsonInteger.of(number);
            case Identifier identifier -> new JsonString(identifier.value());
            case Collection<?> items -> JsonArray.from(items);
            case Map<?, ?> members -> JsonObject.from(members);
            default ->
                    throw new IllegalArgumentException(
                            "no JSON stands for a " + value.getClass().getName());
        };
    }
}
