package myelin.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordsTest {
    private static final UserId ALICE = UserId.parse("@alice:a.org");

    private enum Colour {
        DARK_BLUE,
        @JsonName("org.example.RED")
        RED
    }

    private record Inner(String name, @Nullable Inner next) {}

    private record Everything(
            String text,
            long originServerTs,
            int small,
            boolean flag,
            Long boxedLong,
            Integer boxedInt,
            Boolean boxedFlag,
            Json any,
            JsonObject object,
            JsonArray array,
            UserId user,
            Colour colour,
            Inner inner,
            List<Inner> list,
            Map<UserId, Map<DeviceId, List<Colour>>> map,
            @JsonName("org.example.x") String x,
            @Nullable String none) {}

    record Positive(long number) {
        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("must be positive");
            }
        }
    }

    record Holder(List<Positive> items) {}

    private record Small(int number, @Nullable Boolean flag) {}

    private static final String EVERYTHING =
            """
            {"any":1.5,"array":[1],"boxed_flag":true,"boxed_int":3,"boxed_long":4,\
            "colour":"dark_blue","flag":true,"inner":{"name":"n","next":{"name":"m"}},\
            "list":[{"name":"l"}],"map":{"@alice:a.org":{"DEV":["org.example.RED"]}},\
            "object":{"k":null},"org.example.x":"y","origin_server_ts":5,"small":6,\
            "text":"t","user":"@alice:a.org"}\
            """;

    @Test
    void everyTypeIsReadAndWritten() {
        Everything read = Records.read(JsonParser.object(EVERYTHING), Everything.class);

        assertThat(read)
                .isEqualTo(
                        new Everything(
                                "t",
                                5,
                                6,
                                true,
                                4L,
                                3,
                                true,
                                new JsonDecimal("1.5"),
                                JsonObject.of("k", JsonNull.INSTANCE),
                                JsonArray.of(1),
                                ALICE,
                                Colour.DARK_BLUE,
                                new Inner("n", new Inner("m", null)),
                                List.of(new Inner("l", null)),
                                Map.of(ALICE, Map.of(DeviceId.parse("DEV"), List.of(Colour.RED))),
                                "y",
                                null));
        assertThat(Records.write(read)).hasToString(EVERYTHING);
    }

    @Test
    void unknownKeysAreIgnored() {
        assertThat(read("{\"number\":1,\"other\":2}")).isEqualTo(new Small(1, null));
    }

    @Test
    void nullCountsAsAbsentWhereAbsenceIsAllowed() {
        assertThat(read("{\"number\":1,\"flag\":null}")).isEqualTo(new Small(1, null));
        assertBad("{\"number\":null}", "number: must be an integer", false);
    }

    @Test
    void aMissingComponentIsNamed() {
        assertBad("{}", "number: is missing", true);
    }

    @Test
    void numbersAreIntegersInRange() {
        assertBad("{\"number\":1.0}", "number: must be an integer", false);
        assertBad("{\"number\":1e400}", "number: must be an integer", false);
        assertBad("{\"number\":\"1\"}", "number: must be an integer", false);
        assertBad("{\"number\":2147483648}", "number: must be an integer within 32 bits", false);
    }

    @Test
    void typesAreNotConverted() {
        assertBad("{\"number\":1,\"flag\":\"true\"}", "flag: must be true or false", false);
        assertBad("{\"number\":1,\"flag\":1}", "flag: must be true or false", false);
    }

    @Test
    void aProblemDeepInsideIsNamedByItsPath() {
        assertThatExceptionOfType(BadJson.class)
                .isThrownBy(() ->
                        Records.read(
                                JsonParser.object("{\"items\":[{\"number\":1},{}]}"), Holder.class))
                .withMessage("items[1].number: is missing")
                .matches(BadJson::isMissing);
        assertThatExceptionOfType(BadJson.class)
                .isThrownBy(() ->
                        Records.read(
                                JsonParser.object(EVERYTHING.replace("[\"org", "[\"x\",\"org")),
                                Everything.class))
                .withMessage("map.@alice:a.org.DEV[0]: must be one of dark_blue, org.example.RED");
    }

    @Test
    void aBadIdentifierIsBadJson() {
        assertThatExceptionOfType(BadJson.class)
                .isThrownBy(() ->
                        Records.read(
                                JsonParser.object(
                                        EVERYTHING.replace("\"user\":\"@", "\"user\":\"")),
                                Everything.class))
                .withMessage("user: not a user ID: it must begin with '@'");
    }

    @Test
    void whatTheConstructorRefusesIsBadJson() {
        assertThatExceptionOfType(BadJson.class)
                .isThrownBy(() ->
                        Records.read(
                                JsonParser.object("{\"items\":[{\"number\":0}]}"), Holder.class))
                .withMessage("items[0]: must be positive");
    }

    private static Small read(String text) {
        return Records.read(JsonParser.object(text), Small.class);
    }

    private static void assertBad(String text, String message, boolean missing) {
        assertThatExceptionOfType(BadJson.class)
                .isThrownBy(() -> read(text))
                .withMessage(message)
                .satisfies(bad -> assertThat(bad.isMissing()).isEqualTo(missing));
    }
}
