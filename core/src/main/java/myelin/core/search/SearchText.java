package myelin.core.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import myelin.core.text.Words;

/// A text in which is searched: its words, in their order.
///
/// Of a long text only the beginning counts, so that nobody fills an index with one message. Immutable.
public final class SearchText {

    /// Characters of a text that are looked at, as it is written and as it is compared.
    static final int LONGEST = 5_000;

    /// Words of a text that count; of unspaced scripts each character is one.
    static final int MOST_WORDS = 1_000;

    private final List<SearchWord> words;

    private SearchText(List<SearchWord> words) {
        this.words = List.copyOf(words);
    }

    /// Cuts a text into words; symbols, as emoji, are words of their own.
    public static SearchText of(String text) {
        List<SearchWord> words = new ArrayList<>();
        int left = MOST_WORDS;
        for (String folded : Words.andSymbolsIn(beginning(text), LONGEST)) {
            if (left > 0) {
                SearchWord word = SearchWord.of(folded).beginning(left);
                words.add(word);
                left -= word.size();
            }
        }
        return new SearchText(words);
    }

    /// The part of a text that is looked at.
    static String beginning(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /// What an index has to keep of the text. Letters, digits and symbols, in lower case.
    public Set<String> kept() {
        Set<String> kept = new LinkedHashSet<>();
        words.forEach(word -> kept.addAll(word.kept()));
        return kept;
    }

    /// The words in their order.
    List<SearchWord> words() {
        return words;
    }
}
