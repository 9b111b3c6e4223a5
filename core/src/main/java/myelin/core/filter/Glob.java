package myelin.core.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A glob of the spec: `*` stands for any characters (also none), `?` for exactly one.
///
/// Read once, asked often: the text between the stars is searched, no regular expression is made. The
/// time is at most the length of the text times the length of the pattern. Immutable. Who wants to
/// ignore case gives a pattern and texts that went through [#fold(String)].
///
/// [Spec](https://spec.matrix.org/v1.19/appendices/#glob-style-matching)
public final class Glob {
    /// What stands between the stars; `a*b` has two pieces, a pattern without star has one.
    private final List<Piece> pieces;

    private final boolean words;

    private Glob(List<Piece> pieces, boolean words) {
        this.pieces = pieces;
        this.words = words;
    }

    /// A glob which must match the whole of a text.
    public static Glob whole(String pattern) {
        return new Glob(pieces(pattern, true), false);
    }

    /// A glob which must match the whole of a text, and in which only `*` is a wildcard.
    public static Glob stars(String pattern) {
        return new Glob(pieces(pattern, false), false);
    }

    /// A glob which must match some part of a text that starts and ends at a word boundary: an end of
    /// the text, or a place beside a character outside `[A-Za-z0-9_]`.
    public static Glob words(String pattern) {
        return new Glob(pieces(pattern, true), true);
    }

    /// As [#words(String)], but every character of the pattern stands for itself.
    public static Glob literalWords(String pattern) {
        return new Glob(List.of(Piece.of(pattern, false)), true);
    }

    /// The text in the case that matching without regard to case compares.
    public static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// Whether the text matches.
    public boolean matches(String text) {
        int last = pieces.size() - 1;
        int at = 0;
        // The leftmost place of each piece leaves the most room for those after it.
        for (int i = 0; i <= last && at >= 0; i++) {
            at = find(text, pieces.get(i), at, i == 0, i == last);
        }
        return at >= 0;
    }

    /// The end of the first place at or after `from` where the piece stands, or -1. The first piece
    /// must start where a match may start, the last must end where one may end.
    private int find(String text, Piece piece, int from, boolean first, boolean last) {
        if (!words && first && last) {
            return piece.endAt(text, 0) == text.length() ? text.length() : -1;
        }
        if (!words && first) {
            return piece.endAt(text, 0);
        }
        int start = piece.next(text, from);
        while (start >= 0) {
            int end = piece.endAt(text, start);
            if (end >= 0 && (!first || isBoundary(text, start)) && (!last || mayEnd(text, end))) {
                return end;
            }
            start = piece.next(text, start + 1);
        }
        return -1;
    }

    private boolean mayEnd(String text, int end) {
        return words ? isBoundary(text, end) : end == text.length();
    }

    private static boolean isBoundary(String text, int at) {
        return at == 0
                || at == text.length()
                || !isWord(text.charAt(at - 1))
                || !isWord(text.charAt(at));
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_';
    }

    private static List<Piece> pieces(String pattern, boolean questionMarks) {
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        for (int star = pattern.indexOf('*'); star >= 0; star = pattern.indexOf('*', start)) {
            pieces.add(Piece.of(pattern.substring(start, star), questionMarks));
            start = star + 1;
        }
        pieces.add(Piece.of(pattern.substring(start), questionMarks));
        return List.copyOf(pieces);
    }

    /// A part of a pattern without stars.
    private record Piece(String text, boolean literal) {
        static Piece of(String text, boolean questionMarks) {
            return new Piece(text, !questionMarks || text.indexOf('?') < 0);
        }

        /// The next place from `from` where it is worth to look, or -1.
        int next(String in, int from) {
            if (literal) {
                return from > in.length() ? -1 : in.indexOf(text, from);
            }
            return from < in.length() ? from : -1;
        }

        /// Where this piece ends if it starts at `start`; -1 if it does not stand there.
        int endAt(String in, int start) {
            if (literal) {
                return in.startsWith(text, start) ? start + text.length() : -1;
            }
            int at = start;
            for (int i = 0; i < text.length(); i++) {
                if (at >= in.length()) {
                    return -1;
                }
                if (text.charAt(i) == '?') {
                    // One character is one code point, be it a pair of surrogates.
                    at += Character.charCount(in.codePointAt(at));
                } else if (in.charAt(at++) != text.charAt(i)) {
                    return -1;
                }
            }
            return at;
        }
    }
}
