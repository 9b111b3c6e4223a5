package myelin.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import myelin.core.json.Json;
import myelin.core.json.JsonParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is counted for a body is enough for the worst that can be written in as many bytes.
final class BodyMemoryPerByteTest {
    private static final int MANY = 100_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "[]",
                "{}",
                "[[]]",
                "[[[[[[[[1]]]]]]]]",
                "[1]",
                "{\"\":1}",
                "{\"a\":\"\"}",
                "{\"a\":{\"b\":{\"c\":1.5}}}",
                "\"\"",
                "\"\\u0416\"",
                "\"Ж\"",
                "1234"
            })
    void noJsonTakesMoreThanIsCounted(String value) {
        String array = String.join(",", Collections.nCopies(MANY, value));
        assertEnoughIsCounted("{\"a\":[" + array + "]}");
        StringBuilder object = new StringBuilder("{\"\":0");
        for (int i = 0; i < MANY; i++) {
            object.append(",\"").append(Integer.toString(i, 36)).append("\":").append(value);
        }
        assertEnoughIsCounted(object.append('}').toString());
    }

    private static void assertEnoughIsCounted(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        JsonParser.parse(bytes); // classes are loaded once
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Json json = JsonParser.parse(bytes);
        long taken = bytes.length + THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(json).isNotNull();
        assertThat(taken).isLessThan((long) bytes.length * BodyMemory.MOST_PER_BYTE);
    }
}
