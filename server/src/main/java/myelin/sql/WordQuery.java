package myelin.sql;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Which words a text must have, for `{table matches :query}`.
///
/// A word is text in lower case without blanks and without those ASCII characters that are neither letter nor
/// digit, so that neither database sees more than one word in it.
public sealed interface WordQuery {

    /// The word itself.
    record Word(String word) implements WordQuery {
        public Word {
            check(word);
        }
    }

    /// A word that starts so.
    record Start(String start) implements WordQuery {
        public Start {
            check(start);
        }
    }

    /// All of these, at least one.
    record All(List<WordQuery> parts) implements WordQuery {
        public All {
            parts = checked(parts);
        }
    }

    /// One of these, of which there is at least one.
    record Any(List<WordQuery> parts) implements WordQuery {
        public Any {
            parts = checked(parts);
        }
    }

    /// How a database writes it.
    ///
    /// @param and between the parts of [All]
    /// @param or between those of [Any]
    /// @param quote around each word
    /// @param start behind what is only the start of a word
    record Grammar(String and, String or, String quote, String start) {

        String text(WordQuery query) {
            return switch (query) {
                case Word(String word) -> quote + word + quote;
                case Start(String word) -> quote + word + quote + start;
                case All(List<WordQuery> parts) -> text(parts, and);
                case Any(List<WordQuery> parts) -> text(parts, or);
            };
        }

        private String text(List<WordQuery> parts, String between) {
            return parts.stream().map(this::text).collect(Collectors.joining(between, "(", ")"));
        }
    }

    private static List<WordQuery> checked(List<WordQuery> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a query of nothing");
        }
        return List.copyOf(parts);
    }

    /// @throws IllegalArgumentException when one of them is no word
    static void check(Collection<String> words) {
        words.forEach(WordQuery::check);
    }

    private static void check(String word) {
        boolean plain =
                word.chars()
                        .allMatch(it ->
                                it > 127 || (it >= 'a' && it <= 'z') || (it >= '0' && it <= '9'));
        if (word.isEmpty() || !plain) {
            throw new IllegalArgumentException("not a word");
        }
    }
}
