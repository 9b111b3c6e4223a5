package myelin.core.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import myelin.core.text.Words;

/// Words that must follow each other; often it is only one.
public final class Phrase {

    private final List<SearchWord> words;

    private Phrase(List<SearchWord> words) {
        this.words = List.copyOf(words);
    }

    /// The words of a text, in their order; it may have none.
    static Phrase of(String text) {
        return new Phrase(
                Words.andSymbolsIn(text, SearchText.LONGEST).stream().map(SearchWord::of).toList());
    }

    /// One phrase after the other.
    static Phrase joined(List<Phrase> phrases) {
        return new Phrase(phrases.stream().flatMap(phrase -> phrase.words.stream()).toList());
    }

    /// What an index keeps of every text that has the phrase.
    public Set<String> kept() {
        Set<String> kept = new TreeSet<>();
        for (SearchWord word : words) {
            kept.addAll(word.unspaced() ? word.pairs() : word.kept());
        }
        return kept;
    }

    /// Single characters of unspaced scripts. Each begins something that an index keeps of every text that
    /// has the phrase.
    public Set<String> starts() {
        Set<String> starts = new TreeSet<>();
        words.stream()
                .filter(word -> word.unspaced() && word.pairs().isEmpty())
                .forEach(word -> starts.add(word.folded()));
        return starts;
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /// Whether it says next to nothing.
    boolean isCommon() {
        return words.size() == 1 && words.getFirst().isCommon();
    }

    int size() {
        return words.size();
    }

    Stream<SearchWord> words() {
        return words.stream();
    }

    boolean isIn(SearchText text) {
        for (int at = 0; at + words.size() <= text.words().size(); at++) {
            if (isAt(text, at)) {
                return true;
            }
        }
        return false;
    }

    /// Where in a text it is, by the number of its first word.
    List<Integer> places(SearchText text) {
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at + words.size() <= text.words().size(); at++) {
            if (isAt(text, at)) {
                places.add(at);
            }
        }
        return places;
    }

    private boolean isAt(SearchText text, int at) {
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).isIn(text.words().get(at + i))) {
                return false;
            }
        }
        return true;
    }

    /// Whether a place has the words as they are written here.
    boolean isWordForWord(SearchText text, int at) {
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).folded().equals(text.words().get(at + i).folded())) {
                return false;
            }
        }
        return true;
    }
}
