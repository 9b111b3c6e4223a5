package myelin.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Cutting texts into words.
final class WordsTest {

    @Test
    void wordsAreRunsOfLettersAndDigits() {
        assertThat(Words.in("Ada-Lovelace_42, (née Byron)!"))
                .containsExactly("ada", "lovelace", "42", "née", "byron");
        assertThat(Words.in(" ?!% ")).isEmpty();
    }

    @Test
    void theSameInOtherCharactersIsTheSame() {
        assertThat(Words.in("ＡＤＡ Straße ΣΊΣΥΦΟΣ i⁹ e\u0301"))
                .containsExactly("ada", "strasse", "σίσυφοσ", "i9", "é");
        assertThat(Words.in("STRASSE")).containsExactly("strasse");
    }

    @Test
    void unspacedScriptsAreWordsOfTheirOwn() {
        assertThat(Words.in("Matrix東京タワー2")).containsExactly("matrix", "東京タワー", "2");
        assertThat(Words.isUnspaced("東京")).isTrue();
        assertThat(Words.isUnspaced("tokyo")).isFalse();
    }
}
