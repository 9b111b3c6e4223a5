package myelin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Log files are put aside as Python does it.
class LogFileTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir private Path folder;

    @Test
    void aFullFileBecomesTheFirstOfTheOldOnes() throws IOException {
        write(
                new LogRotation.BySize(10, 2),
                new Line("first.\n", NOON),
                new Line("second.\n", NOON),
                new Line("third.\n", NOON),
                new Line("fourth.\n", NOON));

        assertThat(names()).containsExactly("h.log", "h.log.1", "h.log.2");
        assertThat(folder.resolve("h.log")).hasContent("fourth.");
        assertThat(folder.resolve("h.log.1")).hasContent("third.");
        assertThat(folder.resolve("h.log.2")).hasContent("second.");
    }

    @Test
    void atMidnightTheFileIsNamedAfterItsDay() throws IOException {
        write(
                midnight(3),
                new Line("sunday\n", NOON),
                new Line("monday\n", Instant.parse("2026-11-23T00:00:00Z")));

        assertThat(names()).containsExactly("h.log", "h.log.2026-11-22");
        assertThat(folder.resolve("h.log.2026-11-22")).hasContent("sunday");
    }

    @Test
    void onlySoManyOldFilesAreKept() throws IOException {
        Files.writeString(folder.resolve("h.log.2026-11-01"), "old");
        Files.writeString(folder.resolve("h.log.2026-11-02"), "old");
        Files.writeString(folder.resolve("h.log.txt"), "somebody else's");

        write(
                midnight(2),
                new Line("sunday\n", NOON),
                new Line("monday\n", Instant.parse("2026-11-23T10:00:00Z")));

        assertThat(names())
                .containsExactly("h.log", "h.log.2026-11-02", "h.log.2026-11-22", "h.log.txt");
    }

    @Test
    void aWeeklyFileEndsInTheNightAfterItsDay() {
        var rotation = (LogRotation.ByTime) rotation("W6");

        // NOON is a Sunday, Python's day 6.
        assertThat(rotation.end(NOON)).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
        assertThat(rotation.end(Instant.parse("2026-11-23T01:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-30T00:00:00Z"));
    }

    @Test
    void anHourlyFileIsNamedAfterWhenItBegan() {
        var rotation = (LogRotation.ByTime) rotation("H");

        assertThat(rotation.end(NOON)).isEqualTo(Instant.parse("2026-11-22T13:00:00Z"));
        assertThat(rotation.suffix(rotation.end(NOON))).isEqualTo("2026-11-22_12");
    }

    private record Line(String text, Instant time) {}

    private static LogRotation rotation(String when) {
        return LogRotation.byTime(JsonObject.of("when", when, "utc", true), "handlers.file");
    }

    private static LogRotation midnight(int backups) {
        return LogRotation.byTime(
                JsonObject.of("when", "midnight", "utc", true, "backupCount", backups),
                "handlers.file");
    }

    private void write(LogRotation rotation, Line... lines) {
        try (var file = new LogFile(folder.resolve("h.log"), rotation, NOON)) {
            for (Line line : lines) {
                file.write(line.text, line.time);
            }
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
