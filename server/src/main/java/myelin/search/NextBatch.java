package myelin.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import myelin.core.crypto.UnpaddedBase64;

/// Where the next page of results begins: the `next_batch` of a search. Nothing in it has to be trusted: who
/// makes one up finds what he may find.
///
/// @param before the position below which the results are
/// @param after the result behind which they begin, when they come by rank; empty: they come by position
/// @param group to which they belong; empty: to any
/// @param count how many were counted for the first page
record NextBatch(long before, Optional<Place> after, Optional<Group> group, long count) {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "b(\\d{1,18})_(\\d{1,18})(?:_(\\d{1,18})_(\\d{1,18}))?"
                            + "(?:/(room_id|sender)/([\\w-]{1,400}))?");

    /// Where a result stands among others.
    record Place(long rank, long position) {

        /// Whether another one stands behind it: is worse, or as good and older.
        boolean isBefore(Place other) {
            return rank > other.rank || (rank == other.rank && position > other.position);
        }
    }

    static Optional<NextBatch> parse(String text) {
        Matcher token = TOKEN.matcher(text);
        if (!token.matches()) {
            return Optional.empty();
        }
        Optional<Place> after =
                Optional.ofNullable(token.group(3))
                        .map(_ -> new Place(number(token, 3), number(token, 4)));
        Optional<Group> group =
                Optional.ofNullable(token.group(5))
                        .flatMap(Group.Key::of)
                        .flatMap(key ->
                                UnpaddedBase64.tryDecode(token.group(6))
                                        .map(value -> new Group(key, new String(value, UTF_8))));
        return Optional.of(new NextBatch(number(token, 1), after, group, number(token, 2)));
    }

    private static long number(Matcher token, int group) {
        return Long.parseLong(token.group(group));
    }

    @Override
    public String toString() {
        StringBuilder token = new StringBuilder("b").append(before).append('_').append(count);
        after.ifPresent(place ->
                token.append('_').append(place.rank()).append('_').append(place.position()));
        group.ifPresent(of ->
                token.append('/')
                        .append(of.key().text())
                        .append('/')
                        .append(UnpaddedBase64.encodeUrl(of.value().getBytes(UTF_8))));
        return token.toString();
    }
}
