package myelin.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import myelin.core.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class CanonicalJsonTest {
    static List<JsonObject> examplesOfTheSpec() {
        return Vectors.cases("canonical-json.json");
    }

    @ParameterizedTest
    @MethodSource("examplesOfTheSpec")
    void theExamplesOfTheSpecHold(JsonObject example) {
        assertThat(canonical(example.string("json").orElseThrow()))
                .isEqualTo(example.string("canonical").orElseThrow());
    }

    /// The one example of the spec that does not hold: it writes `1e10` as an integer. To other servers it is a float, and
    /// no canonical JSON.
    @Test
    void theExampleWithAnExponentIsRefused() {
        JsonObject json = JsonParser.object("{\"a\": -0, \"b\": 1e10}");

        assertThatExceptionOfType(NotCanonical.class)
                .isThrownBy(() -> CanonicalJson.bytes(json))
                .satisfies(refused -> assertThat(refused.path()).isEqualTo("b"));
    }

    @Test
    void keysAreOrderedByCodePointAndNotByUtf16() {
        assertThat(canonical("{\"\\ufb33\":1,\"\\ud83d\\ude02\":2,\"\\u00e9\":3,\"z\":4,\"\":5}"))
                .isEqualTo("{\"\":5,\"z\":4,\"é\":3,\"\ufb33\":1,\"😂\":2}");
    }

    @Test
    void manyKeysAreOrderedAsFewAre() {
        StringBuilder keys = new StringBuilder("\"\ue000\":0,\"😂\":0");
        for (char c = 'a'; c <= 'z'; c++) {
            keys.insert(0, "\"" + c + "\":0,\"" + c + "1\":0,");
        }
        assertThat(JsonParser.object("{" + keys + "}").keys())
                .startsWith("a", "a1", "b", "b1")
                .endsWith("z", "z1", "\ue000", "😂");
    }

    @Test
    void onlyWhatMustBeEscapedIsEscaped() {
        assertThat(
                        canonical(
                                "{\"a\":\"\\b\\t\\n\\f\\r\\\"\\\\\\/\\u0000\\u000b\\u001f\\u007f\\u2028é\"}"))
                .isEqualTo(
                        "{\"a\":\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0000\\u000b\\u001f\u007f\u2028é\"}");
    }

    @Test
    void aDecimalHasNoCanonicalFormAndItsPlaceIsNamed() {
        JsonObject json = JsonParser.object("{\"a\":1,\"b\":{\"c\":[1,{\"d\":1.5}]}}");

        assertThatExceptionOfType(NotCanonical.class)
                .isThrownBy(() -> CanonicalJson.bytes(json))
                .satisfies(refused -> assertThat(refused.path()).isEqualTo("b.c[1].d"));
    }

    /// The right-hand sides are what Python 3 prints for `json.dumps(json.loads(text))`.
    @ParameterizedTest
    @CsvSource({
        "1.0,1.0",
        "1.50,1.5",
        "1e2,100.0",
        "1E10,10000000000.0",
        "123456789012345.6,123456789012345.6",
        "1e15,1000000000000000.0",
        "1e16,1e+16",
        "1.5e16,1.5e+16",
        "1e100,1e+100",
        "1e22,1e+22",
        "0.0001,0.0001",
        "0.00001,1e-05",
        "0.0000123,1.23e-05",
        "5e-324,5e-324",
        "1.7976931348623157e308,1.7976931348623157e+308",
        "2.5e-7,2.5e-07",
        "-2.5e-7,-2.5e-07",
        "-1.0,-1.0",
        "-0.0,-0.0",
        "0e5,0.0",
        "0.1,0.1",
        "9007199254740993.0,9007199254740992.0",
        "9007199254740993,9007199254740993",
        "123456789012345678901234567890,123456789012345678901234567890"
    })
    void oldRoomVersionsHashDecimalsAsPythonPrintsThem(String text, String printed) {
        JsonObject json = JsonParser.object("{\"a\":[" + text + "],\"b\":1}");

        assertThat(new String(CanonicalJson.lenientBytes(json), UTF_8))
                .isEqualTo("{\"a\":[" + printed + "],\"b\":1}");
    }

    private static String canonical(String text) {
        return new String(CanonicalJson.bytes(JsonParser.object(text)), UTF_8);
    }
}
