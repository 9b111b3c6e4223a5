package myelin.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import myelin.core.Gen;
import org.junit.jupiter.api.Test;

final class JsonPropertiesTest {
    @Test
    void whatIsPrintedIsParsedToTheSame() {
        Gen.forAll(
                2000,
                gen -> {
                    Json json = gen.json();
                    assertThat(JsonParser.parse(JsonWriter.bytes(json))).isEqualTo(json);
                    assertThat(JsonParser.parse(json.toString())).isEqualTo(json);
                });
    }

    @Test
    void anObjectThatKeepsItsTextIsWrittenAsOneThatDoesNot() {
        Gen.forAll(
                2000,
                gen -> {
                    JsonObject object = gen.object();
                    JsonObject kept = object.keepingText();
                    String key = gen.string();
                    Json value = gen.json();
                    assertThat(kept).isEqualTo(object).hasToString(object.toString());
                    assertThat(kept.with(key, value))
                            .isEqualTo(object.with(key, value))
                            .hasToString(object.with(key, value).toString());
                    assertThat(kept.with("\uDBFF\uDFFF", value).with(key, value))
                            .hasToString(
                                    object.with("\uDBFF\uDFFF", value).with(key, value).toString());
                    assertThat(JsonObject.of(key, kept))
                            .hasToString(JsonObject.of(key, object).toString());
                });
    }

    @Test
    void anObjectThatIsNothingButItsTextIsWrittenAsItWas() {
        Gen.forAll(
                2000,
                gen -> {
                    JsonObject object = gen.object();
                    JsonObject written = object.written();
                    String key = gen.string();
                    assertThat(written).hasToString(object.toString());
                    assertThat(JsonObject.of(key, written))
                            .hasToString(JsonObject.of(key, object).toString());
                    assertThat(written.isEmpty()).isTrue();
                });
    }

    @Test
    void canonicalJsonIsAFixedPoint() {
        Gen.forAll(
                2000,
                gen -> {
                    byte[] canonical = CanonicalJson.bytes(gen.object());
                    assertThat(CanonicalJson.bytes(JsonParser.object(canonical)))
                            .isEqualTo(canonical);
                });
    }

    @Test
    void theLenientFormIsAFixedPointToo() {
        Gen.forAll(
                2000,
                gen -> {
                    byte[] once = CanonicalJson.lenientBytes(JsonObject.of("x", gen.json()));
                    assertThat(CanonicalJson.lenientBytes(JsonParser.object(once))).isEqualTo(once);
                });
    }

    @Test
    void whiteSpaceOrderAndEscapesMakeNoDifference() {
        Gen.forAll(
                2000,
                gen -> {
                    Json json = gen.json();
                    assertThat(JsonParser.parse(printedOddly(json, gen))).isEqualTo(json);
                });
    }

    @Test
    void keysAreOrderedByCodePoint() {
        Comparator<String> order =
                Comparator.comparing(key -> key.codePoints().toArray(), Arrays::compare);
        Gen.forAll(
                2000,
                gen -> {
                    JsonObject object = gen.object();
                    assertThat(object.keys()).isSortedAccordingTo(order);
                    assertThat(object.keys()).allMatch(object::has);
                    assertThat(object.has(gen.string() + "absent")).isFalse();
                });
    }

    @Test
    void damagedTextIsRefusedOrReadButNeverBreaksTheParser() {
        Gen.forAll(
                5000,
                gen -> {
                    byte[] bytes = printedOddly(gen.json(), gen).getBytes(UTF_8);
                    for (int i = 0; i <= gen.below(3); i++) {
                        bytes[gen.below(bytes.length)] =
                                gen.oneIn(2)
                                        ? (byte) gen.below(256)
                                        : (byte) "\"\\{}[]:,0-.e".charAt(gen.below(12));
                    }
                    parsed(bytes)
                            .ifPresent(json ->
                                    assertThat(JsonParser.parse(json.toString())).isEqualTo(json));
                });
    }

    @Test
    void onlyBytesThatAStrictDecoderTakesAreTaken() {
        Gen.forAll(
                20_000,
                gen -> {
                    byte[] bytes = gen.bytes(1 + gen.below(6));
                    byte[] quoted = new byte[bytes.length + 2];
                    quoted[0] = '"';
                    quoted[bytes.length + 1] = '"';
                    for (int i = 0; i < bytes.length; i++) {
                        // Above ASCII, and often a continuation: else nearly nothing is
                        // well-formed.
                        quoted[i + 1] = (byte) (bytes[i] | 0x80);
                    }
                    assertThat(parsed(quoted)).isEqualTo(strictlyDecoded(quoted));
                });
    }

    private static Optional<Json> strictlyDecoded(byte[] quoted) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(quoted)).toString();
            return Optional.of(new JsonString(text.substring(1, text.length() - 1)));
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Json> parsed(byte[] bytes) {
        try {
            return Optional.of(JsonParser.parse(bytes));
        } catch (NotJson refused) {
            return Optional.empty();
        }
    }

    /// The same value with white space, keys in any order, and needless escapes.
    private static String printedOddly(Json json, Gen gen) {
        String space = gen.pick(List.of("", "", " ", "\n\t", "\r\n  "));
        String text =
                switch (json) {
                    case JsonString(String value) -> oddString(value, gen);
                    case JsonObject object -> {
                        List<String> members = new ArrayList<>();
                        object.forEach((key, value) ->
                                members.add(
                                        oddString(key, gen)
                                                + space
                                                + ":"
                                                + printedOddly(value, gen)));
                        Collections.shuffle(members, new Random(gen.below(1000)));
                        yield "{" + space + String.join(space + ",", members) + "}";
                    }
                    case JsonArray array -> {
                        List<String> items =
                                array.stream().map(item -> printedOddly(item, gen)).toList();
                        yield "[" + space + String.join("," + space, items) + "]";
                    }
                    case JsonInteger _, JsonDecimal _, JsonBoolean _, JsonNull _ -> json.toString();
                };
        return space + text + space;
    }

    private static String oddString(String value, Gen gen) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isSurrogate(c);
            if (c < 0x20 || c == '"' || c == '\\' || pair || gen.oneIn(4)) {
                text.append(String.format(gen.oneIn(2) ? "\\u%04x" : "\\u%04X", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
