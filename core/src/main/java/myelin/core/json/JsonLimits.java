package myelin.core.json;

/// What a [JsonParser] accepts beyond the grammar. The size of the whole is the caller's to limit.
///
/// @param maxDepth how deep objects and arrays may stand in each other; the outermost counts as 1
/// @param maxNumberLength how many characters a number may have, at most 1000
/// @param strictIntegers whether every number must be an integer within ±(2^53 − 1)
public record JsonLimits(int maxDepth, int maxNumberLength, boolean strictIntegers) {
    static final int LONGEST_NUMBER = 1000;

    /// Numbers of any kind, and room for the deepest event in what carries it.
    public static final JsonLimits DEFAULT = new JsonLimits(140, LONGEST_NUMBER, false);

    public JsonLimits {
        if (maxDepth < 1 || maxNumberLength < 1 || maxNumberLength > LONGEST_NUMBER) {
            throw new IllegalArgumentException("limits of JSON out of range");
        }
    }
}
