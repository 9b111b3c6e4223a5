package myelin.core.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The words of a text, as a search compares them: without regard to case, and to the ways in which
/// Unicode can write the same.
///
/// A word is a run of letters, digits and their marks. Scripts that put no spaces between words are
/// runs of their own, so that `Matrix東京` has the words `matrix` and `東京`.
public final class Words {

    private Words() {}

    /// The text in the form that is compared.
    public static String fold(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
        // By way of capitals ß becomes the ss that it is elsewhere, and both small sigmas one.
        String folded = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded.replace('ς', 'σ'), Normalizer.Form.NFKC);
    }

    /// The words of a text, folded, in their order.
    public static List<String> in(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean unspaced = false;
        for (int point : fold(text).codePoints().toArray()) {
            boolean continues = isMark(point) || isUnspaced(point) == unspaced;
            if (!isPart(point) || !continues) {
                add(words, word);
            }
            if (isPart(point)) {
                unspaced = word.isEmpty() ? isUnspaced(point) : unspaced;
                word.appendCodePoint(point);
            }
        }
        add(words, word);
        return words;
    }

    private static void add(List<String> words, StringBuilder word) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /// Whether a word is of a script in which words follow each other without spaces.
    public static boolean isUnspaced(String word) {
        return isUnspaced(word.codePointAt(0));
    }

    private static boolean isUnspaced(int point) {
        return switch (UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
            default -> point == 'ー'; // lengthens a vowel in both Japanese syllabaries
        };
    }

    private static boolean isPart(int point) {
        return Character.isLetterOrDigit(point) || isMark(point);
    }

    private static boolean isMark(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK ->
                    true;
            default -> false;
        };
    }
}
