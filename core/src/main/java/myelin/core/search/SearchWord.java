package myelin.core.search;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import myelin.core.text.Words;

/// A word of a text or of a term.
///
/// @param folded the word as it is written, without regard to case
/// @param compared what must be equal in a text and in a term: the stem of its beginning
/// @param unspaced whether it is of a script without spaces; then it may be any part of a text's word
record SearchWord(String folded, String compared, boolean unspaced) {

    /// The longest word that is told from others, in characters.
    private static final int LONGEST = 64;

    /// Words which nearly every English text has. Beside others in a term they are not asked for.
    private static final Set<String> COMMON =
            Set.of(
                    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "how",
                    "i", "if", "in", "into", "is", "it", "me", "my", "of", "on", "or", "so", "that",
                    "the", "then", "there", "these", "they", "this", "to", "was", "we", "what",
                    "when", "where", "who", "will", "with", "you", "your");

    static SearchWord of(String folded) {
        return Words.isUnspaced(folded)
                ? new SearchWord(folded, folded, true)
                : new SearchWord(folded, EnglishStem.of(cut(folded, LONGEST)), false);
    }

    private static String cut(String word, int characters) {
        return word.codePointCount(0, word.length()) <= characters
                ? word
                : word.substring(0, word.offsetByCodePoints(0, characters));
    }

    /// For how many words it counts: where there are no spaces, each character is one.
    int size() {
        return unspaced ? folded.codePointCount(0, folded.length()) : 1;
    }

    /// As much of it as counts for so many words.
    SearchWord beginning(int size) {
        return size() <= size ? this : of(cut(folded, size));
    }

    boolean isCommon() {
        return COMMON.contains(folded);
    }

    /// Whether this word of a term stands for one of a text.
    boolean isIn(SearchWord text) {
        return unspaced
                ? text.unspaced && text.folded.contains(folded)
                : text.compared.equals(compared);
    }

    /// What an index keeps of this word of a text. Of an unspaced word it is each pair of characters, and
    /// the last one alone: so each character begins something.
    List<String> kept() {
        if (!unspaced) {
            return List.of(compared);
        }
        List<String> kept = pairs();
        return IntStream.rangeClosed(0, kept.size())
                .mapToObj(i -> i < kept.size() ? kept.get(i) : lastCharacter())
                .toList();
    }

    /// The pairs of characters of an unspaced word.
    List<String> pairs() {
        int[] points = folded.codePoints().toArray();
        return IntStream.range(0, points.length - 1)
                .mapToObj(i -> new String(points, i, 2))
                .toList();
    }

    private String lastCharacter() {
        return folded.substring(folded.offsetByCodePoints(folded.length(), -1));
    }
}
