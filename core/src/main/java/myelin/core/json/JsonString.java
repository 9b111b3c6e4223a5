package myelin.core.json;

/// A JSON string. The parser lets in no lone surrogate; one made here would be written as `?`.
public record JsonString(String value) implements Json {
    @Override
    public String toString() {
        return JsonWriter.text(this);
    }
}
