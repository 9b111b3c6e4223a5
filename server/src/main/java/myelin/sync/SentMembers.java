package myelin.sync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/// Which member events each client has been sent because of its timelines, so that they are not sent
/// again with every answer. Only a saving: what is forgotten, or known to another node, is sent once
/// more. Any thread.
///
/// What an answer tells counts once the client goes on from that answer; until then it may never have
/// arrived.
///
/// @param <C> what names a client
/// @param <P> the place in a client's sync that an answer gives out, from where the client goes on
public final class SentMembers<C, P> {

    /// Members of all clients, at most (8 bytes each).
    private static final int CACHED = 4_000_000;

    /// Members of one client, at most; then those before are forgotten.
    private static final int MEMBERS = 5_000;

    private static final int UNCONFIRMED = 4;
    private static final Duration KEPT = Duration.ofMinutes(30);
    private static final long[] NOBODY = {};

    private final Cache<C, Known<P>> clients =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED)
                    .weigher((C client, Known<P> known) -> known.weight())
                    .expireAfterAccess(KEPT)
                    .build();

    /// What is known of one client: the numbers of member events, sorted. Immutable.
    private static final class Known<P> {
        private final P confirmed;
        private final long[] sent;
        private final Map<P, long[]> unconfirmed;

        private Known(P confirmed, long[] sent, Map<P, long[]> unconfirmed) {
            this.confirmed = confirmed;
            this.sent = sent;
            this.unconfirmed = unconfirmed;
        }

        int weight() {
            return 1 + sent.length + unconfirmed.values().stream().mapToInt(it -> it.length).sum();
        }

        /// The client has the answer that gave out this place.
        Known<P> confirm(P place) {
            return place.equals(confirmed)
                    ? this
                    : new Known<>(place, unconfirmed.getOrDefault(place, NOBODY), Map.of());
        }

        Known<P> with(P place, long[] all) {
            Map<P, long[]> more = new LinkedHashMap<>(unconfirmed);
            more.put(place, all);
            if (more.size() > UNCONFIRMED) {
                more.remove(more.keySet().iterator().next());
            }
            return new Known<>(confirmed, sent, more);
        }
    }

    /// Begins an answer to a client that stands at a place.
    public Answer from(C client, P place) {
        Known<P> known = clients.getIfPresent(client);
        if (known != null && !place.equals(known.confirmed)) {
            known =
                    clients.asMap()
                            .computeIfPresent(client, (same, before) -> before.confirm(place));
        }
        return new Answer(known == null ? NOBODY : known.sent);
    }

    /// Begins an answer to a client that knows nothing.
    public static Answer first() {
        return new Answer(NOBODY);
    }

    /// Notes what an answer has told.
    ///
    /// @param place the answer gave out
    public void keep(C client, Answer answer, P place) {
        long[] all = answer.all();
        clients.asMap()
                .compute(
                        client,
                        (same, before) ->
                                before == null
                                        ? new Known<>(place, all, Map.of())
                                        : before.with(place, all));
    }

    /// One answer in the making. For one thread.
    public static final class Answer {
        private final long[] before;
        private final Set<Long> added = new HashSet<>();

        private Answer(long[] before) {
            this.before = before;
        }

        /// Whether the client has yet to be sent the member event of this number.
        public boolean isNews(long number) {
            return Arrays.binarySearch(before, number) < 0;
        }

        /// Notes that it is sent.
        public void sends(long number) {
            if (added.size() < MEMBERS && isNews(number)) {
                added.add(number);
            }
        }

        private long[] all() {
            if (added.isEmpty()) {
                return before;
            }
            long[] kept = before.length + added.size() <= MEMBERS ? before : NOBODY;
            return LongStream.concat(Arrays.stream(kept), added.stream().mapToLong(Long::longValue))
                    .sorted()
                    .toArray();
        }
    }
}
