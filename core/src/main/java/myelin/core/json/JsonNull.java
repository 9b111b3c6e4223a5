package myelin.core.json;

/// JSON's `null`, which is a value: a key which holds it is present.
public enum JsonNull implements Json {
    INSTANCE;

    @Override
    public String toString() {
        return "null";
    }
}
