package myelin.core.search;

import java.util.List;

/// How well a text fits phrases that it has, in millionths: of each phrase the first place counts most, and
/// places in a short text more than in a long one, as in BM25. How rare a word is does not count: it is the
/// same for all texts that have it.
final class Rank {

    private static final double MILLION = 1_000_000;

    /// How soon another place of a phrase makes no difference.
    private static final double SATURATION = 1.2;

    /// How much of the saturation goes with the length of the text.
    private static final double BY_LENGTH = 0.75;

    /// Words of a usual message.
    private static final double USUAL_LENGTH = 15;

    /// What a place counts that has other forms of the words.
    private static final double OTHER_FORM = 0.7;

    /// What it is worth that all phrases follow each other as in the term.
    private static final double IN_ORDER = 1;

    private Rank() {}

    static long of(List<Phrase> phrases, SearchText text) {
        double length = text.words().size() / USUAL_LENGTH;
        double half = SATURATION * (1 - BY_LENGTH + BY_LENGTH * length);
        double sum = 0;
        for (Phrase phrase : phrases) {
            double places = 0;
            for (int at : phrase.places(text)) {
                places += phrase.isWordForWord(text, at) ? 1 : OTHER_FORM;
            }
            sum += places / (places + half);
        }
        boolean inOrder = phrases.size() > 1 && !Phrase.joined(phrases).places(text).isEmpty();
        return Math.round(MILLION * (sum / phrases.size() + (inOrder ? IN_ORDER : 0)));
    }
}
