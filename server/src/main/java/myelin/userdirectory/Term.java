package myelin.userdirectory;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import myelin.core.text.Words;

/// What somebody types to find a user: starts of words of the name, or a user's id or the start of one.
///
/// @param words that must all be starts of words of the user's; never longer than what is kept of those
/// @param server how the name of the user's server starts
record Term(List<String> words, String server) {

    /// More are not looked at.
    private static final int MOST_WORDS = 10;

    /// As much of a text is looked at, in characters: as long as an id may be.
    private static final int LONGEST = 255;

    private static final Pattern ID = Pattern.compile("(@?[^:\\s]+):([^\\s]*)");

    static Term parse(String text) {
        String searched = text.strip();
        if (searched.length() > LONGEST) {
            searched = searched.substring(0, LONGEST);
        }
        Matcher id = ID.matcher(searched);
        boolean isId = id.matches();
        List<String> words =
                Words.in(isId ? id.group(1) : searched).stream()
                        .map(ListedUser::cut)
                        .distinct()
                        .limit(MOST_WORDS)
                        .toList();
        return new Term(words, isId ? Words.fold(id.group(2)) : "");
    }

    /// The word that says most.
    String longestWord() {
        return words.stream().max(Comparator.comparingInt(String::length)).orElse("");
    }

    boolean matches(ListedUser user) {
        Set<String> starts = user.starts();
        Predicate<String> starting =
                word -> starts.stream().anyMatch(start -> start.startsWith(word));
        return words.stream().allMatch(starting) && user.user().server().value().startsWith(server);
    }

    /// How many words of the term are whole words of the user's.
    long wholeWords(ListedUser user) {
        List<String> whole = user.words();
        return words.stream().filter(whole::contains).count();
    }
}
