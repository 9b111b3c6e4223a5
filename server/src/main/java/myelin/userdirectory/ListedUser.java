package myelin.userdirectory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.text.Words;

/// Somebody who can be found.
///
/// @param local whether of this server
record ListedUser(
        UserId user, boolean local, Optional<String> displayName, Optional<String> avatarUrl) {

    /// The longest start of a word that is kept, in characters.
    static final int LONGEST = 32;

    /// The most starts that are kept of one user.
    private static final int MOST = 100;

    /// The words of the id, without the server's name, and of the display name.
    List<String> words() {
        List<String> words = new ArrayList<>(Words.in(user.localpart()));
        displayName.ifPresent(name -> words.addAll(Words.in(name)));
        return words;
    }

    /// Where words start: with an unspaced script anywhere.
    Set<String> starts() {
        Set<String> starts = new LinkedHashSet<>();
        words().stream()
                .flatMap(word -> Words.isUnspaced(word) ? tails(word) : Stream.of(word))
                .map(ListedUser::cut)
                .limit(MOST)
                .forEach(starts::add);
        return starts;
    }

    private static Stream<String> tails(String word) {
        return Stream.iterate(0, at -> at < word.length(), at -> word.offsetByCodePoints(at, 1))
                .map(word::substring);
    }

    /// The part of a word that is kept.
    static String cut(String word) {
        int points = word.codePointCount(0, word.length());
        return points <= LONGEST ? word : word.substring(0, word.offsetByCodePoints(0, LONGEST));
    }

    /// How clients get it.
    JsonObject json() {
        JsonObject.Builder json = JsonObject.builder().put("user_id", user);
        displayName.ifPresent(name -> json.put("display_name", name));
        avatarUrl.ifPresent(url -> json.put("avatar_url", url));
        return json.build();
    }
}
