package myelin.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.UserId;
import org.junit.jupiter.api.Test;

final class JsonObjectTest {
    private static final JsonObject AB = JsonObject.of("b", 2, "a", "1");

    @Test
    void keysStandInOrder() {
        assertThat(AB.keys()).containsExactly("a", "b");
        assertThat(AB).hasToString("{\"a\":\"1\",\"b\":2}");
    }

    @Test
    void readersAreEmptyForAnotherType() {
        assertThat(AB.string("a")).contains("1");
        assertThat(AB.integer("a")).isEmpty();
        assertThat(AB.bool("a")).isEmpty();
        assertThat(AB.object("a")).isEmpty();
        assertThat(AB.array("a")).isEmpty();
        assertThat(AB.string("c")).isEmpty();
        assertThat(AB.integer("b")).contains(2L);
    }

    @Test
    void nullIsAValue() {
        JsonObject json = JsonObject.of("a", JsonNull.INSTANCE);

        assertThat(json.has("a")).isTrue();
        assertThat(json.value("a")).contains(JsonNull.INSTANCE);
        assertThat(json.string("a")).isEmpty();
    }

    @Test
    void equalityIsByValue() {
        JsonObject same = JsonParser.object("{\"a\":\"1\",\"b\":2}");

        assertThat(same).isEqualTo(AB).hasSameHashCodeAs(AB);
        assertThat(same).isNotEqualTo(AB.with("a", "2")).isNotEqualTo(AB.without("a"));
    }

    @Test
    void withReplacesAndAdds() {
        assertThat(AB.with("a", 5)).isEqualTo(JsonObject.of("a", 5, "b", 2));
        assertThat(AB.with("c", 5)).isEqualTo(JsonObject.of("a", "1", "b", 2, "c", 5));
        assertThat(AB).isEqualTo(JsonObject.of("a", "1", "b", 2));
    }

    @Test
    void withoutRemoves() {
        assertThat(AB.without("a", "x")).isEqualTo(JsonObject.of("b", 2));
        assertThat(AB.without("x")).isSameAs(AB);
        assertThat(AB.without("a", "b")).isSameAs(JsonObject.EMPTY);
    }

    @Test
    void theSecondWinsInAMerge() {
        assertThat(AB.merge(JsonObject.of("a", 5, "c", 6)))
                .isEqualTo(JsonObject.of("a", 5, "b", 2, "c", 6));
    }

    @Test
    void theLastPutWinsHoweverManyThereAre() {
        JsonObject.Builder builder = JsonObject.builder();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 50; i++) {
                builder.put("k" + i, 100 * round + i);
            }
        }
        JsonObject json = builder.build();

        assertThat(json.size()).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            assertThat(json.integer("k" + i)).contains(200L + i);
        }
        assertThat(json.has("k50")).isFalse();
    }

    @Test
    void whatIsAbsentIsNotPut() {
        JsonObject json =
                JsonObject.builder()
                        .putIfPresent("a", null)
                        .putIfPresent("b", Optional.empty())
                        .putIfPresent("c", Optional.of(1))
                        .putIfPresent("d", 2)
                        .build();

        assertThat(json).isEqualTo(JsonObject.of("c", 1, "d", 2));
    }

    @Test
    void aBuilderCanBeUsedFurther() {
        JsonObject.Builder builder = JsonObject.builder().put("b", 1).put("a", 2);
        JsonObject first = builder.build();

        assertThat(builder.put("a", 3).build()).isEqualTo(JsonObject.of("a", 3, "b", 1));
        assertThat(first).isEqualTo(JsonObject.of("a", 2, "b", 1));
    }

    @Test
    void javaValuesBecomeJson() {
        UserId alice = UserId.parse("@alice:a.org");

        assertThat(JsonObject.from(Map.of(alice, List.of(1, 2L, true, "x", AB, alice))))
                .hasToString(
                        "{\"@alice:a.org\":[1,2,true,\"x\",{\"a\":\"1\",\"b\":2},\"@alice:a.org\"]}");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Json.of(new Object()));
        assertThat(Json.of(1L << 53)).isEqualTo(new JsonDecimal("9007199254740992"));
        assertThat(Json.of(Long.MIN_VALUE)).isEqualTo(new JsonDecimal("-9223372036854775808"));
    }

    @Test
    void entriesComeInOrder() {
        assertThat(AB.entries())
                .containsExactly(
                        Map.entry("a", new JsonString("1")), Map.entry("b", new JsonInteger(2)));
    }

    @Test
    void anArrayGivesItsStrings() {
        assertThat(JsonArray.of("a", 1, "b", AB).strings()).containsExactly("a", "b");
        assertThat(JsonArray.of("a", AB).objects()).containsExactly(AB);
    }
}
