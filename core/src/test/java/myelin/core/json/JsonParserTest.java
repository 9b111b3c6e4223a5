package myelin.core.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonParserTest {
    @Test
    void everyKindOfValueIsRead() {
        JsonObject json =
                JsonParser.object(
                        """
                        {"s": "x", "i": -5, "d": 1.0, "t": true, "f": false, "n": null,
                         "a": [1, "two"], "o": {"k": {}}}\
                        """);

        assertThat(json)
                .isEqualTo(
                        JsonObject.builder()
                                .put("s", "x")
                                .put("i", -5)
                                .put("d", new JsonDecimal("1.0"))
                                .put("t", true)
                                .put("f", false)
                                .put("n", JsonNull.INSTANCE)
                                .put("a", List.of(1, "two"))
                                .put("o", JsonObject.of("k", JsonObject.EMPTY))
                                .build());
    }

    @Test
    void integersEndAt2To53Minus1() {
        assertThat(JsonParser.parse("9007199254740991"))
                .isEqualTo(new JsonInteger(9007199254740991L));
        assertThat(JsonParser.parse("-9007199254740991"))
                .isEqualTo(new JsonInteger(-9007199254740991L));
        assertThat(JsonParser.parse("9007199254740992"))
                .isEqualTo(new JsonDecimal("9007199254740992"));
        assertThat(JsonParser.parse("-9007199254740992"))
                .isEqualTo(new JsonDecimal("-9007199254740992"));
        assertThat(JsonParser.parse("123456789012345678901234567890"))
                .isEqualTo(new JsonDecimal("123456789012345678901234567890"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e2", "1E-2", "-0.0", "1e400", "0.1e+5"})
    void otherNumbersKeepTheirText(String number) {
        assertThat(JsonParser.parse(number)).isEqualTo(new JsonDecimal(number));
    }

    @Test
    void minusZeroIsZero() {
        assertThat(JsonParser.parse("-0")).isEqualTo(new JsonInteger(0));
    }

    @Test
    void numbersMayHaveAThousandCharacters() {
        assertThat(JsonParser.parse("9".repeat(1000))).isInstanceOf(JsonDecimal.class);
        assertThat(JsonParser.parse("0." + "9".repeat(998))).isInstanceOf(JsonDecimal.class);
        assertNotJson("9".repeat(1001));
        assertNotJson("[0." + "9".repeat(1001) + "]");
        assertNotJson("-" + "9".repeat(100_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "]",
                "}",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "\"a",
                "'a'",
                "\"a\nb\"",
                "\"\t\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\",
                "nul",
                "True",
                "NaN",
                "Infinity",
                "-Infinity",
                "[NaN]",
                "01",
                "-01",
                "+1",
                ".5",
                "1.",
                "-",
                "1e",
                "1e+",
                "0x1",
                "1 2",
                "{} {}",
                "{}x",
                "[]]",
                "// x\n1",
                "/* x */ 1",
                "# x\n1",
                "1 // x",
                "\u00a01",
                "\ufeff1",
                "{\"a\":1 \"b\":2}",
                "{\"a\" 1}",
                "[1 2]"
            })
    void whatIsNotJsonIsRefused(String text) {
        assertNotJson(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"a\":3}",
                "{\"x\":{\"a\":1,\"\\u0061\":2}}",
                "[{\"\":1,\"\":2}]"
            })
    void aKeyMayOccurOnlyOnce(String text) {
        assertNotJson(text);
    }

    @Test
    void aDuplicateIsFoundAmongManyKeys() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 1000; i++) {
            text.append('"').append((i * 7919) % 1000).append("\":0,");
        }
        assertThat(JsonParser.object(text + "\"x\":0}").size()).isEqualTo(1001);
        assertNotJson(text + "\"500\":0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\udc00\\ud800\"",
                "\"\\ud800x\"",
                "{\"\\ud800\":1}",
                "\"\ud800\"",
                "\"\udc00\"",
                "{\"\ud83d\":1}"
            })
    void loneSurrogatesAreRefused(String text) {
        assertNotJson(text);
    }

    @Test
    void escapesMayFormAPair() {
        assertThat(JsonParser.parse("\"\\ud83d\\ude00\"")).isEqualTo(new JsonString("😀"));
    }

    @Test
    void nulIsAllowedAsAnEscapeOnly() {
        assertThat(JsonParser.parse("\"a\\u0000b\"")).isEqualTo(new JsonString("a\0b"));
        assertNotJson("\"a\0b\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22c08022", // overlong NUL
                "22c1bf22", // overlong
                "22e0808022", // overlong
                "22f080808022", // overlong
                "22eda08022", // a surrogate in UTF-8
                "22edb08022", // a surrogate in UTF-8
                "22f490808022", // beyond U+10FFFF
                "22f888808080 22", // five bytes
                "2280 22", // a lone continuation
                "22c322", // cut short
                "22e28222", // cut short
                "22ff22",
                "efbbbf31" // a byte order mark
            })
    void malformedUtf8IsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThatExceptionOfType(NotJson.class).isThrownBy(() -> JsonParser.parse(bytes));
    }

    @Test
    void theReplacementCharacterIsACharacterLikeOthers() {
        assertThat(JsonParser.parse("\"\ufffd\"".getBytes(UTF_8)))
                .isEqualTo(new JsonString("\ufffd"));
    }

    @Test
    void otherEncodingsAreNotGuessed() {
        for (Charset charset : List.of(UTF_16, UTF_16BE, UTF_16LE, Charset.forName("UTF-32"))) {
            byte[] bytes = "{\"a\":1}".getBytes(charset);
            assertThatExceptionOfType(NotJson.class).isThrownBy(() -> JsonParser.parse(bytes));
        }
    }

    @Test
    void nestingHasALimit() {
        assertThat(JsonParser.parse("[".repeat(140) + "]".repeat(140)).toString()).hasSize(280);
        assertNotJson("[".repeat(141) + "]".repeat(141));
        assertNotJson("{\"a\":".repeat(141) + "1" + "}".repeat(141));
        assertNotJson("[".repeat(1_000_000));
    }

    @Test
    void theLimitsCanBeSet() {
        JsonLimits strict = new JsonLimits(2, 5, true);

        assertThat(JsonParser.parse("[[1]]", strict)).isEqualTo(JsonArray.of(List.of(1)));
        assertThatExceptionOfType(NotJson.class)
                .isThrownBy(() -> JsonParser.parse("[[[1]]]", strict));
        assertThatExceptionOfType(NotJson.class).isThrownBy(() -> JsonParser.parse("1.0", strict));
        assertThatExceptionOfType(NotJson.class)
                .isThrownBy(() -> JsonParser.parse("1.2345", new JsonLimits(2, 5, false)));
    }

    @Test
    void aRefusalSaysWhatAndWhere() {
        assertThatExceptionOfType(NotJson.class)
                .isThrownBy(() -> JsonParser.parse("{\n \"a\": 1,\n \"a\": 2}"))
                .withMessage("a key occurs twice in an object (line 3, column 8)");
    }

    /// Clients and administrators read it; it held notes on the settings of a library.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[1,",
                "{\"a\"",
                "{\"a\":\"b",
                "[1}",
                "{\"a\":1]",
                "\"x",
                "[tru",
                "\u0001"
            })
    void aRefusalIsShort(String text) {
        assertThatExceptionOfType(NotJson.class)
                .isThrownBy(() -> JsonParser.parse(text))
                .satisfies(refusal ->
                        assertThat(refusal.getMessage())
                                .endsWith(")")
                                .hasSizeLessThan(150)
                                .doesNotContain("Source", "Feature", "\n"));
    }

    @Test
    void anObjectIsAskedForByName() {
        assertThat(JsonParser.object("{}")).isSameAs(JsonObject.EMPTY);
        assertThatExceptionOfType(NotJson.class).isThrownBy(() -> JsonParser.object("[]"));
    }

    @Test
    void longTextsAreReadToTheEnd() {
        String long1 = "é\\n".repeat(50_000);
        String text = "{\"a\":\"" + long1 + "\",\"b\":\"" + "y".repeat(70_000) + "\"}";

        JsonObject json = JsonParser.object(text.getBytes(UTF_8));

        assertThat(json.string("a")).contains("é\n".repeat(50_000));
        assertThat(json.string("b")).contains("y".repeat(70_000));
    }

    private static void assertNotJson(String text) {
        assertThatExceptionOfType(NotJson.class)
                .as(text.substring(0, Math.min(80, text.length())))
                .isThrownBy(() -> JsonParser.parse(text));
    }
}
