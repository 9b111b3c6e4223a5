package myelin.core.json;

/// `true` or `false`.
public record JsonBoolean(boolean value) implements Json {
    /// The two constants; one made anew is equal, but not the same.
    public static final JsonBoolean TRUE = new JsonBoolean(true);

    public static final JsonBoolean FALSE = new JsonBoolean(false);

    /// The constant for `value`.
    public static JsonBoolean of(boolean value) {
        return value ? TRUE : FALSE;
    }

    @Override
    public String toString() {
        return Boolean.toString(value);
    }
}
