package myelin.core.json;

/// A JSON number which is an integer that every peer can represent: within ±(2^53 − 1).
public record JsonInteger(long value) implements Json {
    /// The greatest integer of canonical JSON, 2^53 − 1.
    public static final long MAX = (1L << 53) - 1;

    private static final JsonInteger[] SMALL = new JsonInteger[256];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = new JsonInteger(i);
        }
    }

    /// @throws IllegalArgumentException if `value` is outside ±(2^53 − 1)
    public JsonInteger {
        if (!isInRange(value)) {
            throw new IllegalArgumentException("outside the integers of JSON: " + value);
        }
    }

    /// As the constructor, but small numbers share their object.
    public static JsonInteger of(long value) {
        return value >= 0 && value < SMALL.length ? SMALL[(int) value] : new JsonInteger(value);
    }

    static boolean isInRange(long value) {
        return value >= -MAX && value <= MAX;
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
