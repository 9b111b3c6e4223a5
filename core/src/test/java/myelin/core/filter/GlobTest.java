package myelin.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class GlobTest {
    @Test
    void aPlainPatternMatchesItselfOnly() {
        assertThat(Glob.whole("m.room.message").matches("m.room.message")).isTrue();
        assertThat(Glob.whole("m.room.message").matches("m.room.messages")).isFalse();
        assertThat(Glob.whole("m.room.message").matches("m-room-message")).isFalse();
    }

    @Test
    void aStarStandsForAnythingAndForNothing() {
        assertThat(Glob.whole("m.*.start").matches("m..start")).isTrue();
        assertThat(Glob.whole("m.*.start").matches("m.a.start.b.start")).isTrue();
        assertThat(Glob.whole("m.*.start").matches("m.start")).isFalse();
        assertThat(Glob.whole("*").matches("")).isTrue();
        assertThat(Glob.whole("a**b").matches("ab")).isTrue();
    }

    @Test
    void aQuestionMarkStandsForOneCharacter() {
        assertThat(Glob.whole("lunc?").matches("lunch")).isTrue();
        assertThat(Glob.whole("lunc?").matches("lunc")).isFalse();
        assertThat(Glob.whole("?*?").matches("a")).isFalse();
        assertThat(Glob.whole("?*?").matches("ab")).isTrue();
    }

    @Test
    void anEmojiIsOneCharacter() {
        assertThat(Glob.whole("?").matches("🎉")).isTrue();
        assertThat(Glob.whole("??").matches("🎉")).isFalse();
        assertThat(Glob.whole("*?a").matches("🎉a")).isTrue();
    }

    @Test
    void theEndOfAPatternMustBeTheEndOfTheText() {
        assertThat(Glob.whole("*ab").matches("abcab")).isTrue();
        assertThat(Glob.whole("*a?").matches("aaab")).isTrue();
        assertThat(Glob.whole("a*ab").matches("ab")).isFalse();
    }

    @Test
    void inAGlobOfStarsAQuestionMarkIsItself() {
        assertThat(Glob.stars("a?*").matches("a?b")).isTrue();
        assertThat(Glob.stars("a?*").matches("abb")).isFalse();
    }

    /// The examples of the spec for `content.body`.
    @Test
    void wordsMatchAtBoundaries() {
        Glob glob = Glob.words("ex*ple");
        assertThat(glob.matches("an example event.")).isTrue();
        assertThat(glob.matches("exple")).isTrue();
        assertThat(glob.matches("an exciting triple-whammy")).isTrue();
        assertThat(glob.matches("examples")).isFalse();
        assertThat(glob.matches("nonexample")).isFalse();
    }

    @Test
    void aLaterPlaceIsTakenWhenTheFirstIsInsideAWord() {
        assertThat(Glob.words("cake").matches("pancake or cake")).isTrue();
        assertThat(Glob.words("cake").matches("cakes, cake_ and pancake")).isFalse();
        assertThat(Glob.words("a*cake").matches("a pancakes")).isFalse();
        assertThat(Glob.words("a*cake").matches("a pancakes cake")).isTrue();
    }

    @Test
    void onlyAsciiLettersDigitsAndUnderscoreAreOfAWord() {
        assertThat(Glob.words("bob").matches("ébobé")).isTrue();
        assertThat(Glob.words("bob").matches("bob2")).isFalse();
    }

    @Test
    void aPatternMayBeginWithWhatIsNoWord() {
        assertThat(Glob.words("@room").matches("hey @room!")).isTrue();
        assertThat(Glob.words("@room").matches("hey@room!")).isTrue();
        assertThat(Glob.words("@room").matches("@roommate")).isFalse();
    }

    @Test
    void literalWordsHaveNoWildcards() {
        assertThat(Glob.literalWords("b*b").matches("hi b*b!")).isTrue();
        assertThat(Glob.literalWords("b*b").matches("hi bob!")).isFalse();
    }

    /// A regular expression is slower, and the same.
    @Test
    void matchesWhatTheRegularExpressionMatches() {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab*?", 6);
            String text = text(random, "ab b", 10);
            String regex = pattern.replace("*", ".*").replace("?", ".");
            assertThat(Glob.whole(pattern).matches(text))
                    .as("whole %s in %s, seed %d", pattern, text, seed)
                    .isEqualTo(Pattern.matches(regex, text));
            assertThat(Glob.words(pattern).matches(text))
                    .as("words %s in %s, seed %d", pattern, text, seed)
                    .isEqualTo(
                            Pattern.compile("(?:^|\\b|(?<=\\W))" + regex + "(?:\\b|(?=\\W)|$)")
                                    .matcher(text)
                                    .find());
        }
    }

    /// Backtracking would take longer than the universe has.
    @Test
    void manyStarsAreNotDear() {
        String text = "a".repeat(50_000);
        assertThat(Glob.whole("*a".repeat(200) + "b").matches(text)).isFalse();
        assertThat(Glob.words("a*".repeat(200) + "b").matches(text)).isFalse();
    }

    private static String text(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
