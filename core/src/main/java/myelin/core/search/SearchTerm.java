package myelin.core.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What somebody searches for, as people write it: words all of which must be there, `"words in quotes"` that
/// must follow each other, `-words` that must not be there, and `or` between what is enough.
///
/// Words that belong together, as those of `e-mail`, must follow each other, too. Words which every text has
/// are asked for only where there are no others. Whatever is written is a term: at worst one that nothing fits.
/// Immutable.
public final class SearchTerm {

    /// Characters of a term that are looked at.
    private static final int LONGEST = 500;

    /// Words of a term that are looked at.
    private static final int MOST_WORDS = 30;

    /// What stands in quotes, to the end of the text if they don't end, or what has blanks around it; with a
    /// minus before it or without.
    private static final Pattern PART = Pattern.compile("(-?)(?:\"([^\"]*)\"?|([^\\s\"]+))");

    /// Letters, digits and marks: what may be a word of a text.
    private static final Pattern WRITTEN = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");

    private final List<Alternative> alternatives;

    /// What is enough.
    ///
    /// @param wanted all of these, at least one
    /// @param unwanted and none of these
    public record Alternative(List<Phrase> wanted, List<Phrase> unwanted) {
        public Alternative {
            wanted = List.copyOf(wanted);
            unwanted = List.copyOf(unwanted);
        }

        private boolean matches(SearchText text) {
            return wanted.stream().allMatch(phrase -> phrase.isIn(text))
                    && unwanted.stream().noneMatch(phrase -> phrase.isIn(text));
        }
    }

    private SearchTerm(List<Alternative> alternatives) {
        this.alternatives = List.copyOf(alternatives);
    }

    /// Reads a term.
    public static SearchTerm parse(String text) {
        return new SearchTerm(new Reading().of(text));
    }

    /// Of these one is enough; none: nothing fits.
    public List<Alternative> alternatives() {
        return alternatives;
    }

    /// Whether a text fits.
    public boolean matches(SearchText text) {
        return alternatives.stream().anyMatch(alternative -> alternative.matches(text));
    }

    /// How well a text fits, in millionths; 0: not at all. The more often it has the words, the shorter it is,
    /// and the more it says them as they are written, the better.
    public long rank(SearchText text) {
        return alternatives.stream()
                .filter(alternative -> alternative.matches(text))
                .mapToLong(alternative -> Rank.of(alternative.wanted(), text))
                .max()
                .orElse(0);
    }

    /// The words of a text for which it was found, as they are written there, in lower case: what a client is
    /// to highlight.
    public Set<String> highlights(String text) {
        Set<String> highlights = new TreeSet<>();
        String beginning = SearchText.beginning(text);
        Set<SearchWord> sought = sought();
        WRITTEN.matcher(beginning)
                .results()
                .map(MatchResult::group)
                .distinct()
                .forEach(written -> highlights.addAll(highlights(written, sought)));
        SearchText found = SearchText.of(beginning);
        sought.stream()
                .filter(word -> word.unspaced() || !WRITTEN.matcher(word.folded()).find())
                .filter(word -> found.words().stream().anyMatch(word::isIn))
                .forEach(word -> highlights.add(word.folded()));
        return highlights;
    }

    private Set<SearchWord> sought() {
        return alternatives.stream()
                .flatMap(alternative -> alternative.wanted().stream())
                .flatMap(Phrase::words)
                .collect(Collectors.toSet());
    }

    /// What was sought of letters and digits that are written together.
    private static Set<String> highlights(String written, Set<SearchWord> sought) {
        Set<String> highlights = new TreeSet<>();
        List<SearchWord> words = Phrase.of(written).words().toList();
        for (SearchWord word : words) {
            if (!word.unspaced() && sought.stream().anyMatch(it -> it.isIn(word))) {
                highlights.add(
                        words.size() == 1 ? written.toLowerCase(Locale.ROOT) : word.folded());
            }
        }
        return highlights;
    }

    /// A term that is being read.
    private static final class Reading {
        private final List<Alternative> alternatives = new ArrayList<>();
        private List<Phrase> wanted = new ArrayList<>();
        private List<Phrase> unwanted = new ArrayList<>();
        private int left = MOST_WORDS;

        List<Alternative> of(String text) {
            Matcher part = PART.matcher(text.substring(0, Math.min(text.length(), LONGEST)));
            while (part.find() && left > 0) {
                if (part.group().equalsIgnoreCase("or")) {
                    endAlternative();
                } else {
                    String words = part.group(2) == null ? part.group(3) : part.group(2);
                    add(Phrase.of(words), part.group(1).isEmpty() ? wanted : unwanted);
                }
            }
            endAlternative();
            return alternatives;
        }

        private void add(Phrase phrase, List<Phrase> to) {
            if (!phrase.isEmpty() && phrase.size() <= left) {
                to.add(phrase);
                left -= phrase.size();
            }
        }

        private void endAlternative() {
            if (!wanted.isEmpty()) {
                List<Phrase> telling =
                        wanted.stream().filter(phrase -> !phrase.isCommon()).toList();
                alternatives.add(new Alternative(telling.isEmpty() ? wanted : telling, unwanted));
            }
            wanted = new ArrayList<>();
            unwanted = new ArrayList<>();
        }
    }
}
