package myelin.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What fits what is searched for.
final class SearchTermTest {

    private static final String FOX = "the quick brown fox jumps over the lazy dog";

    private static boolean finds(String term, String text) {
        return SearchTerm.parse(term).matches(SearchText.of(text));
    }

    private static long rank(String term, String text) {
        return SearchTerm.parse(term).rank(SearchText.of(text));
    }

    /// What Synapse finds by these terms in the same sentence.
    @Test
    void termsAreReadAsOnTheWeb() {
        Map<String, Boolean> expected =
                Map.ofEntries(
                        Map.entry("nope", false),
                        Map.entry("brown", true),
                        Map.entry("quick brown", true),
                        Map.entry("brown quick", true),
                        Map.entry("quick \t brown", true),
                        Map.entry("jump", true),
                        Map.entry("brown nope", false),
                        Map.entry("\"brown quick\"", false),
                        Map.entry("\"jumps over\"", true),
                        Map.entry("\"quick fox\"", false),
                        Map.entry("nope OR doublenope", false),
                        Map.entry("furphy OR fox", true),
                        Map.entry("fox -nope", true),
                        Map.entry("fox -brown", false),
                        Map.entry("\"fox\" quick", true),
                        Map.entry("\"quick brown", true),
                        Map.entry("\" quick \"", true),
                        Map.entry("\" nope\"", false));
        expected.forEach((term, found) -> assertThat(finds(term, FOX)).as(term).isEqualTo(found));
    }

    @Test
    void allOfOneSideOfAnOrIsEnough() {
        assertThat(finds("quick nope or lazy dog", FOX)).isTrue();
        assertThat(finds("quick nope or lazy cat", FOX)).isFalse();
        assertThat(finds("cat or fox -dog or or", FOX)).isFalse();
        assertThat(finds("or fox or", FOX)).isTrue();
        assertThat(finds("-\"brown fox\" dog", FOX)).isFalse();
    }

    @Test
    void wordsThatAllTextsHaveAreAskedForOnlyAlone() {
        assertThat(finds("how is the fox", FOX)).isTrue();
        assertThat(finds("the", FOX)).isTrue();
        assertThat(finds("you", FOX)).isFalse();
        assertThat(finds("\"the fox\"", FOX)).as("in a phrase all count").isFalse();
    }

    @Test
    void wordsThatBelongTogetherFollowEachOther() {
        assertThat(finds("e-mail", "an E-Mail for you")).isTrue();
        assertThat(finds("e-mail", "the mail of e")).isFalse();
        assertThat(finds("example.org", "see https://example.org/x")).isTrue();
    }

    @Test
    void inflectionsOfEnglishWordsAreOne() {
        for (Set<String> same :
                List.of(
                        Set.of("jump", "jumps", "jumped", "jumping"),
                        Set.of("hope", "hopes", "hoped", "hoping"),
                        Set.of("hop", "hops", "hopped", "hopping"),
                        Set.of("try", "tries", "tried", "trying"),
                        Set.of("tie", "ties", "tied"),
                        Set.of("happy", "happies"),
                        Set.of("class", "classes"),
                        Set.of("agree", "agreed", "agrees", "agreeing"),
                        Set.of("create", "creates", "created", "creating"),
                        Set.of("believe", "believed", "believing"),
                        Set.of("size", "sized", "sizing"),
                        Set.of("fall", "falls", "falling"),
                        Set.of("control", "controll", "controlled", "controlling"))) {
            assertThat(same.stream().map(EnglishStem::of).distinct()).as("%s", same).hasSize(1);
        }
        assertThat(Stream.of("sing", "red", "is", "bus", "über", "ring9", "").map(EnglishStem::of))
                .containsExactly("sing", "red", "is", "bu", "über", "ring9", "");
        assertThat(finds("hope", "hop")).isFalse();
    }

    @Test
    void umlautsAreLettersOfTheirOwn() {
        assertThat(finds("GRÖSSE", "Die Größe der Straße")).isTrue();
        assertThat(finds("strasse", "Die Größe der STRAẞE")).isTrue();
        assertThat(finds("grosse", "Die Größe")).isFalse();
        assertThat(finds("u\u0308ber", "ÜBER")).isTrue();
    }

    @Test
    void unspacedScriptsAreFoundByTheirParts() {
        String text = "東京タワーの写真 and 서울시청";
        for (String term : List.of("東京", "京タ", "写真", "真", "東", "東京 写真", "시청", "タワーの写")) {
            assertThat(finds(term, text)).as(term).isTrue();
        }
        for (String term : List.of("京東", "写東", "写真 東方", "東京写真", "\"写真 東京\"")) {
            assertThat(finds(term, text)).as(term).isFalse();
        }
    }

    @Test
    void emojiAreWords() {
        assertThat(finds("🎉", "Release!🎉🎉")).isTrue();
        assertThat(finds("🎈", "Release 🎉")).isFalse();
        assertThat(finds("❤", "I ❤\uFE0F you")).isTrue();
        assertThat(finds("👍", "👍🏽")).as("of any colour").isTrue();
        assertThat(finds("🇩🇪", "🇩🇪")).isTrue();
        assertThat(finds("🇩🇪", "🇪🇩")).isFalse();
    }

    @Test
    void whatIsNoWordFindsNothing() {
        for (String term :
                List.of(
                        "", " ", "\"", "\"\"", "-", "--", "*", "NEAR(", "\u0000", ":", "\uD83D",
                        "or", "-nope", "- -", "\\", "'", "(", "^", "\u202E", "\uFFFF")) {
            boolean any = finds(term, FOX + " near " + term);
            assertThat(any).as(term).isEqualTo(term.equals("NEAR("));
        }
    }

    @Test
    void ofLongTermsAndTextsTheBeginningCounts() {
        assertThat(SearchTerm.parse("a b ".repeat(25_000)).alternatives()).hasSize(1);
        assertThat(finds("x".repeat(100_000), "x".repeat(100_000))).isTrue();
        assertThat(SearchText.of("\uFDFA".repeat(60_000)).kept().size()).isLessThan(1_000);
        assertThat(finds("end", "word ".repeat(999) + "end")).isTrue();
        assertThat(finds("end", "a ".repeat(1_000) + "end")).isFalse();
        assertThat(finds("y".repeat(60_000), "y".repeat(60_000))).isTrue();
        assertThat(finds("漢漢", "漢".repeat(60_000))).isTrue();
        assertThat(SearchText.of("漢字仮名".repeat(60_000)).kept()).hasSize(5);
    }

    /// The index only has to know what a text keeps, and what a term wants kept.
    @Test
    void whateverIsFoundKeepsWhatIsSought() {
        List<String> texts =
                List.of(FOX, "東京タワーの写真", "Größe 🎉 e-mail", "a b a b", "서울시청 2024", "x");
        List<String> terms =
                List.of("jump fox", "東京", "東", "真", "🎉", "e-mail", "\"a b\"", "청", "청 2024", "X");
        for (String term : terms) {
            for (String text : texts) {
                SearchText kept = SearchText.of(text);
                boolean sought =
                        SearchTerm.parse(term).alternatives().stream()
                                .anyMatch(alternative ->
                                        alternative.wanted().stream()
                                                .allMatch(phrase -> isKept(phrase, kept.kept())));
                if (finds(term, text)) {
                    assertThat(sought).as("%s in %s", term, text).isTrue();
                }
            }
        }
    }

    /// Databases take such words for one word, and for no more than that.
    @Test
    void whateverIsWrittenIsKeptAsLettersDigitsAndSymbols() {
        for (int first = 0; first <= Character.MAX_CODE_POINT; first += 50) {
            StringBuilder text = new StringBuilder();
            for (int point = first; point < first + 50; point++) {
                if (Character.isValidCodePoint(point)) {
                    text.append("a ").appendCodePoint(point).append('a').appendCodePoint(point);
                }
            }
            assertThat(SearchText.of(text.toString()).kept())
                    .as("from %x", first)
                    .allMatch(word -> word.matches("[a-z0-9\\P{ASCII}]+"))
                    .noneMatch(word -> word.contains("§"));
        }
    }

    private static boolean isKept(Phrase phrase, Set<String> kept) {
        return kept.containsAll(phrase.kept())
                && phrase.starts().stream()
                        .allMatch(start -> kept.stream().anyMatch(it -> it.startsWith(start)));
    }

    @Test
    void whatSaysItMoreAndShorterIsBetter() {
        assertThat(rank("fox", "fox fox")).isGreaterThan(rank("fox", "fox hunt"));
        assertThat(rank("fox", "a fox")).isGreaterThan(rank("fox", FOX));
        assertThat(rank("jump", "a jump over it")).isGreaterThan(rank("jump", "it jumps over a"));
        assertThat(rank("brown fox", "a brown fox")).isGreaterThan(rank("brown fox", "fox brown"));
        assertThat(rank("fox or cat", "cat")).isEqualTo(rank("cat", "cat"));
        assertThat(rank("nope", FOX)).isZero();
        assertThat(rank("fox", "fox ".repeat(1_000))).isPositive();
    }

    @Test
    void clientsHighlightWhatIsWritten() {
        assertThat(
                        SearchTerm.parse("jump \"brown FOX\" nope")
                                .highlights("Jumping JUMPS, brown fox"))
                .containsExactly("brown", "fox", "jumping", "jumps");
        assertThat(SearchTerm.parse("strasse").highlights("Große Straße"))
                .containsExactly("straße");
        assertThat(SearchTerm.parse("東京").highlights("Matrix東京タワー")).containsExactly("東京");
        assertThat(SearchTerm.parse("matrix 🎉").highlights("Matrix東京 🎉"))
                .containsExactly("matrix", "🎉");
    }
}
