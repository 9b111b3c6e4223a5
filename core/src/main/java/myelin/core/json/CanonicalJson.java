package myelin.core.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Canonical JSON: the one encoding of an object that is hashed and signed.
///
/// One of the spec's examples turns `1e10` into an integer. Here it is refused, as by Synapse and Ruma,
/// to which it is a float: an event that some servers accept and others refuse splits the room.
///
/// See <https://spec.matrix.org/v1.19/appendices/#canonical-json>.
public final class CanonicalJson {
    private CanonicalJson() {}

    /// The canonical encoding.
    ///
    /// @throws NotCanonical if a number is no integer within ±(2^53 − 1)
    public static byte[] bytes(JsonObject object) {
        if (hasDecimal(object)) {
            throw new NotCanonical(pathOfDecimal("", object));
        }
        return JsonWriter.bytes(object);
    }

    /// The encoding for events of room versions 1 to 5 and for what is not an event, where other
    /// numbers were never forbidden: as [#bytes], and those numbers as Synapse writes them, whose
    /// hashes and signatures decide. Python reads `1e2` as a float and writes `100.0`.
    public static byte[] lenientBytes(JsonObject object) {
        return JsonWriter.bytes(hasDecimal(object) ? asPythonWrites(object) : object);
    }

    private static boolean hasDecimal(Json json) {
        return switch (json) {
            case JsonDecimal _ -> true;
            case JsonObject object -> {
                for (int i = 0; i < object.size(); i++) {
                    if (hasDecimal(object.valueAt(i))) {
                        yield true;
                    }
                }
                yield false;
            }
            case JsonArray array -> {
                for (int i = 0; i < array.size(); i++) {
                    if (hasDecimal(array.at(i))) {
                        yield true;
                    }
                }
                yield false;
            }
            case JsonString _, JsonInteger _, JsonBoolean _, JsonNull _ -> false;
        };
    }

    /// The path of the first decimal in `json`, which stands at `path` and holds one.
    private static String pathOfDecimal(String path, Json json) {
        return switch (json) {
            case JsonObject object -> {
                int i = 0;
                while (!hasDecimal(object.valueAt(i))) {
                    i++;
                }
                String key = object.keyAt(i);
                yield pathOfDecimal(path.isEmpty() ? key : path + "." + key, object.valueAt(i));
            }
            case JsonArray array -> {
                int i = 0;
                while (!hasDecimal(array.at(i))) {
                    i++;
                }
                yield pathOfDecimal(path + "[" + i + "]", array.at(i));
            }
            case JsonDecimal _, JsonString _, JsonInteger _, JsonBoolean _, JsonNull _ -> path;
        };
    }

    private static Json asPythonWrites(Json json) {
        return switch (json) {
            case JsonDecimal number ->
                    number.isInteger() ? number : new JsonDecimal(asPythonWrites(number.text()));
            case JsonObject object -> {
                String[] keys = new String[object.size()];
                Json[] values = new Json[object.size()];
                for (int i = 0; i < keys.length; i++) {
                    keys[i] = object.keyAt(i);
                    values[i] = asPythonWrites(object.valueAt(i));
                }
                yield new JsonObject(keys, values);
            }
            case JsonArray array ->
                    JsonArray.from(array.stream().map(CanonicalJson::asPythonWrites).toList());
            case JsonString _, JsonInteger _, JsonBoolean _, JsonNull _ -> json;
        };
    }

    /// `repr` of Python's float: its shortest digits, with an exponent below 1e-4 and from 1e16 on.
    private static String asPythonWrites(String number) {
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            return number;
        }
        if (value == 0) {
            return Double.toString(value);
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        // Java gives at least two digits, even where one says it all: 4.9E-324 is Python's 5e-324.
        BigDecimal oneDigit = shortest.round(new MathContext(1, RoundingMode.HALF_EVEN));
        if (oneDigit.doubleValue() == value) {
            shortest = oneDigit.stripTrailingZeros();
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            return (shortest.scale() < 1 ? shortest.setScale(1) : shortest).toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
