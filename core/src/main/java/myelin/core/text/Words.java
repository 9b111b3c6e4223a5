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
/// runs of their own, so that `Matrix東京` has the words `matrix` and `東京`. Where symbols count, as emoji,
/// each is a word.
public final class Words {

    /// No letter before it is of a script without spaces.
    private static final int FIRST_UNSPACED = 0x0E00;

    /// What a character can be part of.
    private enum Kind {
        SPACED,
        UNSPACED,
        SYMBOL,
        NONE
    }

    private Words() {}

    /// The text in the form that is compared.
    public static String fold(String text) {
        return fold(text, Integer.MAX_VALUE);
    }

    /// One character may be written as up to eighteen.
    private static String fold(String text, int longest) {
        String whole = Normalizer.normalize(text, Normalizer.Form.NFKC);
        String composed = whole.length() <= longest ? whole : whole.substring(0, longest);
        // By way of capitals ß becomes the ss that it is elsewhere, and both small sigmas one; ẞ is
        // one already.
        String folded =
                composed.replace('ẞ', 'ß').toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded.replace('ς', 'σ'), Normalizer.Form.NFKC);
    }

    /// The words of a text, folded, in their order.
    public static List<String> in(String text) {
        return cut(fold(text), false);
    }

    /// The words and the symbols of a text, folded, in their order.
    ///
    /// @param longest as much of the folded text is looked at, in characters
    public static List<String> andSymbolsIn(String text, int longest) {
        return cut(fold(text, longest), true);
    }

    private static List<String> cut(String folded, boolean symbols) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        Kind open = Kind.NONE;
        for (int point : folded.codePoints().toArray()) {
            Kind kind = isMark(point) ? marked(open) : kind(point);
            if (kind != open || kind == Kind.SYMBOL) {
                add(words, word);
            }
            if (kind != Kind.NONE && (symbols || kind != Kind.SYMBOL)) {
                word.appendCodePoint(point);
            }
            open = kind;
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

    /// A mark belongs to what it stands upon. What it does to a symbol is how that is drawn.
    private static Kind marked(Kind open) {
        return open == Kind.SYMBOL ? Kind.NONE : open;
    }

    private static Kind kind(int point) {
        if (Character.isLetterOrDigit(point)) {
            return isUnspaced(point) ? Kind.UNSPACED : Kind.SPACED;
        }
        return Character.getType(point) == Character.OTHER_SYMBOL ? Kind.SYMBOL : Kind.NONE;
    }

    /// Whether a word is of a script in which words follow each other without spaces.
    public static boolean isUnspaced(String word) {
        return isUnspaced(word.codePointAt(0));
    }

    private static boolean isUnspaced(int point) {
        if (point < FIRST_UNSPACED) {
            return false;
        }
        return switch (UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
            default -> point == 'ー'; // lengthens a vowel in both Japanese syllabaries
        };
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
