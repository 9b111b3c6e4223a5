package myelin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MainTest {
    @Test
    void classesOutsideAJarSayThatTheyAreDevelopment() {
        assertThat(Main.version()).isEqualTo("development");
    }
}
