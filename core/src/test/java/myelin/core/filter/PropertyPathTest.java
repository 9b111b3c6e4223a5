package myelin.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.junit.jupiter.api.Test;

final class PropertyPathTest {
    @Test
    void dotsSeparateNames() {
        assertThat(PropertyPath.parse("content.body").names())
                .isEqualTo(List.of("content", "body"));
    }

    @Test
    void aBackslashMakesALiteralDot() {
        assertThat(PropertyPath.parse("content.m\\.relates_to.rel_type").names())
                .isEqualTo(List.of("content", "m.relates_to", "rel_type"));
    }

    @Test
    void aBackslashMakesALiteralBackslash() {
        assertThat(PropertyPath.parse("m\\\\foo.a").names()).isEqualTo(List.of("m\\foo", "a"));
    }

    @Test
    void otherEscapesStayAsTheyAre() {
        assertThat(PropertyPath.parse("a\\x.b\\").names()).isEqualTo(List.of("a\\x", "b\\"));
    }

    @Test
    void thePropertyIsFoundAtTheEndOfThePath() {
        JsonObject event = JsonParser.object("{\"content\":{\"m.relates_to\":{\"key\":\"👍\"}}}");
        assertThat(PropertyPath.parse("content.m\\.relates_to.key").in(event))
                .hasToString("Optional[\"👍\"]");
    }

    @Test
    void nothingIsFoundInsideWhatIsNoObject() {
        JsonObject event = JsonParser.object("{\"content\":[{\"body\":1}],\"type\":\"x\"}");
        assertThat(PropertyPath.parse("content.body").in(event)).isEmpty();
        assertThat(PropertyPath.parse("type.length").in(event)).isEmpty();
        assertThat(PropertyPath.parse("absent").in(event)).isEmpty();
    }
}
