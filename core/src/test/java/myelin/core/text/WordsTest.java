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
        assertThat(Words.in("STRASSE STRAẞE")).containsExactly("strasse", "strasse");
    }

    @Test
    void unspacedScriptsAreWordsOfTheirOwn() {
        assertThat(Words.in("Matrix東京タワー2")).containsExactly("matrix", "東京タワー", "2");
        assertThat(Words.isUnspaced("東京")).isTrue();
        assertThat(Words.isUnspaced("tokyo")).isFalse();
    }

    @Test
    void symbolsAreWordsWhereTheyCount() {
        assertThat(Words.andSymbolsIn("a🎉🎉b ❤\uFE0F 👍🏽+☀̈ 1\u20E3", 100))
                .containsExactly("a", "🎉", "🎉", "b", "❤", "👍", "☀", "1\u20E3");
        assertThat(Words.in("a🎉b ❤\uFE0F")).containsExactly("a", "b");
    }

    /// One character may be eighteen when it is folded.
    @Test
    void ofALongTextTheBeginningIsLookedAt() {
        assertThat(Words.andSymbolsIn("\uFDFA".repeat(1_000), 9)).containsExactly("صلى", "الله");
        assertThat(Words.andSymbolsIn("ab cd", 4)).containsExactly("ab", "c");
    }
}
