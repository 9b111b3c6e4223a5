package myelin.stream;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is written with positions.
///
/// The number of a stream is its place in a token, and the order in which a transaction takes positions. So a
/// new stream gets the next number, and a row of its own in table `streams`.
public enum Stream {
    EVENTS(0),
    ACCOUNT_DATA(1),
    RECEIPTS(2),
    TYPING(3),
    PRESENCE(4),
    PUSH_RULES(5),
    PROFILES(6),
    DEVICE_LISTS(7),
    TO_DEVICE(8),
    /// Marks and access tokens of accounts; what it tells is for caches, not for clients.
    USERS(9),
    THREAD_SUBSCRIPTIONS(10),
    /// Rooms that users do not want to see any more; what it tells is for caches, not for clients.
    FORGOTTEN_ROOMS(11),
    /// What was deleted of rooms; what it tells is for caches, not for clients.
    DELETIONS(12);

    /// The streams whose rows are written without waiting for the disk. After a power cut their last positions
    /// may be given out again, unless somebody takes care: [Streams#skipLost()].
    static final Set<Stream> RELAXED = EnumSet.of(RECEIPTS, TYPING, PRESENCE);

    private static final Map<String, Stream> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toMap(Stream::text, Function.identity()));

    private final int number;
    private final String text = name().toLowerCase(Locale.ROOT);

    Stream(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// The name in the database.
    public String text() {
        return text;
    }

    /// The stream with this name in the database.
    public static Optional<Stream> of(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
