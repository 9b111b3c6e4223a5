package myelin.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON strictly, for what is read here may be signed: UTF-8 only and well-formed, each key
/// once in an object, no lone surrogates, no byte order mark, nothing behind the value. NUL is
/// allowed inside strings, as the escape `\u0000`.
///
/// Numbers: an integer within ±(2^53 − 1) is a [JsonInteger], and `-0` is the integer 0, as in the
/// spec's examples of canonical JSON; any other number keeps its text in a [JsonDecimal].
///
/// Jackson finds the tokens; names, strings, numbers and the tree are judged here.
public final class JsonParser {
    private static final JsonFactory TOKENS =
            JsonFactory.builder()
                    // Its table of names is shared and grows with what strangers send; ours cannot.
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNumberLength(JsonLimits.LONGEST_NUMBER)
                                    .build())
                    .build();

    /// 2^53 − 1 has 16 digits; with its sign, a longer text can be no such integer.
    private static final int LONGEST_INTEGER = 17;

    private final tools.jackson.core.JsonParser tokens;
    private final JsonLimits limits;

    /// Whether the text has escapes at all: only an escape can bring a lone surrogate into checked text.
    private final boolean escapes;

    /// The members and items of all values which are still open, the innermost last.
    private String[] names = new String[32];

    private Json[] values = new Json[32];
    private int open;
    private int depth;

    private JsonParser(String text, JsonLimits limits) {
        this.tokens = TOKENS.createParser(ObjectReadContext.empty(), text);
        this.limits = limits;
        this.escapes = text.indexOf('\\') >= 0;
    }

    /// The one JSON value in these bytes of UTF-8, within [JsonLimits#DEFAULT].
    ///
    /// @throws NotJson if they are not exactly one such value
    public static Json parse(byte[] utf8) {
        return parse(utf8, JsonLimits.DEFAULT);
    }

    /// The one JSON value in this text, within [JsonLimits#DEFAULT].
    ///
    /// @throws NotJson if it is not exactly one such value
    public static Json parse(String text) {
        return parse(text, JsonLimits.DEFAULT);
    }

    /// The one JSON value in these bytes of UTF-8.
    ///
    /// @throws NotJson if they are not exactly one such value within the limits
    public static Json parse(byte[] utf8, JsonLimits limits) {
        String text = new String(utf8, UTF_8);
        // Decoding replaces what is malformed, so only well-formed bytes survive the way there and
        // back.
        // Both ways are intrinsics of the JVM, and quicker than a decoder that reports errors.
        if (!Arrays.equals(text.getBytes(UTF_8), utf8)) {
            throw new NotJson("not well-formed UTF-8");
        }
        return read(text, limits);
    }

    /// The one JSON value in this text.
    ///
    /// @throws NotJson if it is not exactly one such value within the limits
    public static Json parse(String text, JsonLimits limits) {
        if (!new String(text.getBytes(UTF_8), UTF_8).equals(text)) {
            throw new NotJson("a lone surrogate in the text");
        }
        return read(text, limits);
    }

    /// As [#parse(byte[])], for a value which must be an object.
    ///
    /// @throws NotJson also if the value is something else
    public static JsonObject object(byte[] utf8) {
        return asObject(parse(utf8));
    }

    /// As [#parse(String)], for a value which must be an object.
    ///
    /// @throws NotJson also if the value is something else
    public static JsonObject object(String text) {
        return asObject(parse(text));
    }

    private static JsonObject asObject(Json json) {
        if (json instanceof JsonObject object) {
            return object;
        }
        throw new NotJson("not a JSON object");
    }

    private static Json read(String text, JsonLimits limits) {
        JsonParser parser = new JsonParser(text, limits);
        try (tools.jackson.core.JsonParser tokens = parser.tokens) {
            Json json = parser.value(tokens.nextToken());
            if (tokens.nextToken() != null) {
                throw parser.refuse("something follows the value");
            }
            return json;
        } catch (JacksonException malformed) {
            throw new NotJson(
                    where(problem(malformed.getOriginalMessage()), malformed.getLocation()));
        }
    }

    private Json value(@Nullable JsonToken token) {
        return switch (token) {
            case null -> throw refuse("the text ends where a value should be");
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new JsonString(checked(tokens.getString()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            case VALUE_NULL -> JsonNull.INSTANCE;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw refuse("no value where one should be");
        };
    }

    private JsonObject object() {
        enter();
        int from = open;
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
            String key = KeyCache.shared(checked(name));
            Json value = value(tokens.nextToken());
            push(key, value);
        }
        Members.sort(names, values, from, open);
        String duplicate = Members.duplicate(names, from, open);
        if (duplicate != null) {
            throw refuse("a key occurs twice in an object");
        }
        JsonObject object = JsonObject.slice(names, values, from, open);
        leave(from);
        return object;
    }

    private JsonArray array() {
        enter();
        int from = open;
        for (JsonToken token = tokens.nextToken();
                token != JsonToken.END_ARRAY;
                token = tokens.nextToken()) {
            push("", value(token));
        }
        JsonArray array =
                from == open
                        ? JsonArray.EMPTY
                        : new JsonArray(Arrays.copyOfRange(values, from, open));
        leave(from);
        return array;
    }

    private void enter() {
        depth++;
        if (depth > limits.maxDepth()) {
            throw refuse("nested deeper than " + limits.maxDepth());
        }
    }

    private void leave(int from) {
        open = from;
        depth--;
    }

    private void push(String name, Json value) {
        if (open == values.length) {
            names = Arrays.copyOf(names, 2 * open);
            values = Arrays.copyOf(values, 2 * open);
        }
        names[open] = name;
        values[open] = value;
        open++;
    }

    private Json integer() {
        int length = tokens.getStringLength();
        if (length <= LONGEST_INTEGER) {
            long number = tokens.getLongValue();
            if (JsonInteger.isInRange(number)) {
                return JsonInteger.of(number);
            }
        }
        return decimal();
    }

    private Json decimal() {
        if (limits.strictIntegers()) {
            throw refuse("a number which is not an integer within ±(2^53 − 1)");
        }
        String text = tokens.getString();
        if (text.length() > limits.maxNumberLength()) {
            throw refuse("a number longer than " + limits.maxNumberLength());
        }
        return new JsonDecimal(text);
    }

    private String checked(String text) {
        if (escapes && hasLoneSurrogate(text)) {
            throw refuse("a lone surrogate in a string");
        }
        return text;
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private NotJson refuse(String problem) {
        return new NotJson(where(problem, tokens.currentTokenLocation()));
    }

    /// What Jackson says, without the place where an open value began: it is told with a note on Jackson's settings.
    private static String problem(String message) {
        int source = message.indexOf("[Source");
        int note = source < 0 ? -1 : message.lastIndexOf(" (", source);
        return note < 0 ? message : message.substring(0, note);
    }

    private static String where(String problem, @Nullable TokenStreamLocation at) {
        return at == null || at.getLineNr() < 1
                ? problem
                : problem + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
