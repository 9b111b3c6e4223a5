package myelin.core.search;

/// What is left of an English word without the endings of plural, past and participle, so that `jumps`,
/// `jumped` and `jumping` are one: the first and the last step of
/// [Porter's algorithm](https://snowballstem.org/algorithms/english/stemmer.html). Derived words, as `relation`
/// of `relate`, stay apart.
///
/// Applied to texts and terms alike, so that words of other languages lose nothing but a difference.
final class EnglishStem {

    /// Shorter words have no endings.
    private static final int SHORTEST = 3;

    private EnglishStem() {}

    /// The stem of a word in lower case; what has other letters than English ones is left as it is.
    static String of(String word) {
        boolean english = word.chars().allMatch(letter -> letter >= 'a' && letter <= 'z');
        return english && word.length() >= SHORTEST
                ? withoutLastE(yAsI(withoutPast(withoutPlural(word))))
                : word;
    }

    private static String withoutPlural(String word) {
        if (word.endsWith("ies") || word.endsWith("ied")) {
            return cut(word, word.length() > SHORTEST + 1 ? 2 : 1);
        }
        if (word.endsWith("sses")) {
            return cut(word, 2);
        }
        return word.endsWith("s") && !word.endsWith("ss") ? cut(word, 1) : word;
    }

    private static String withoutPast(String word) {
        if (word.endsWith("eed")) {
            return measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
        }
        for (String ending : new String[] {"ed", "ing"}) {
            String stem = cut(word, ending.length());
            if (word.endsWith(ending) && hasVowel(stem)) {
                return restored(stem);
            }
        }
        return word;
    }

    /// What the word had before `ed` or `ing` took its place.
    private static String restored(String stem) {
        boolean lostE = stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz");
        if (lostE || (measure(stem) == 1 && endsShort(stem))) {
            return stem + "e";
        }
        boolean keeps = stem.endsWith("l") || stem.endsWith("s") || stem.endsWith("z");
        return endsDouble(stem) && !keeps ? cut(stem, 1) : stem;
    }

    /// As it stands before other endings: `try` is `tri` for `tries`.
    private static String yAsI(String word) {
        int last = word.length() - 1;
        boolean ends = word.endsWith("y") && last > 1 && !isVowel(word, last - 1);
        return ends ? cut(word, 1) + "i" : word;
    }

    private static String withoutLastE(String word) {
        String stem = cut(word, 1);
        int measure = measure(stem);
        if (word.endsWith("e") && (measure > 1 || (measure == 1 && !endsShort(stem)))) {
            return stem;
        }
        return word.endsWith("ll") && measure > 1 ? stem : word;
    }

    private static String cut(String word, int letters) {
        return word.substring(0, Math.max(0, word.length() - letters));
    }

    /// How often consonants follow vowels in it.
    private static int measure(String stem) {
        int measure = 0;
        for (int i = 1; i < stem.length(); i++) {
            if (isVowel(stem, i - 1) && !isVowel(stem, i)) {
                measure++;
            }
        }
        return measure;
    }

    private static boolean hasVowel(String stem) {
        for (int i = 0; i < stem.length(); i++) {
            if (isVowel(stem, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsDouble(String stem) {
        int last = stem.length() - 1;
        return last > 0 && stem.charAt(last) == stem.charAt(last - 1) && !isVowel(stem, last);
    }

    /// Whether it ends consonant, vowel, consonant, as `hop` does, and not in w, x or y.
    private static boolean endsShort(String stem) {
        int last = stem.length() - 1;
        return last >= 2
                && !isVowel(stem, last - 2)
                && isVowel(stem, last - 1)
                && !isVowel(stem, last)
                && "wxy".indexOf(stem.charAt(last)) < 0;
    }

    private static boolean isVowel(String word, int at) {
        return switch (word.charAt(at)) {
            case 'a', 'e', 'i', 'o', 'u' -> true;
            case 'y' -> at > 0 && !isVowel(word, at - 1);
            default -> false;
        };
    }
}
