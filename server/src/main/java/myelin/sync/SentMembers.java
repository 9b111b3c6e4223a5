package myelin.sync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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

    /// Answers of which the client may yet turn out to have one, at most.
    private static final int UNCONFIRMED = 4;

    private static final Duration KEPT = Duration.ofMinutes(30);
    private static final long[] NOBODY = {};

    private final Cache<C, Known<P>> clients =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED)
                    .weigher((C client, Known<P> known) -> known.weight())
                    .expireAfterAccess(KEPT)
                    .build();

    /// The members that a client has who goes on from a place: the numbers of their events, sorted.
    private static final class Sent<P> {
        private final P place;
        private final long[] members;

        private Sent(P place, long[] members) {
            this.place = place;
            this.members = members;
        }
    }

    /// What is known of one client: first what it has, then what it may have. Guarded by itself.
    private static final class Known<P> {
        private final List<Sent<P>> answers = new ArrayList<>(2);

        /// The client has the answer that gave out this place, and no later one.
        synchronized long[] confirm(P place) {
            int at = 0;
            while (at < answers.size() && !answers.get(at).place.equals(place)) {
                at++;
            }
            if (at == answers.size()) {
                answers.clear();
                return NOBODY;
            }
            Sent<P> confirmed = answers.get(at);
            if (at > 0) {
                answers.clear();
                answers.add(confirmed);
            }
            return confirmed.members;
        }

        synchronized void add(Sent<P> sent) {
            answers.removeIf(before -> before.place.equals(sent.place));
            answers.add(sent);
            if (answers.size() > 1 + UNCONFIRMED) {
                answers.remove(1);
            }
        }

        synchronized int weight() {
            return 1 + answers.stream().mapToInt(answer -> answer.members.length).sum();
        }
    }

    /// Begins an answer to a client that stands at a place.
    public Answer from(C client, P place) {
        Known<P> known = clients.getIfPresent(client);
        return new Answer(known == null ? NOBODY : known.confirm(place));
    }

    /// Begins an answer to a client that knows nothing.
    public static Answer first() {
        return new Answer(NOBODY);
    }

    /// Notes what an answer has told.
    ///
    /// @param place the answer gave out
    public void keep(C client, Answer answer, P place) {
        Known<P> before = clients.getIfPresent(client);
        Known<P> known = before == null ? new Known<>() : before;
        known.add(new Sent<>(place, answer.all()));
        if (before == null || answer.adds()) {
            clients.put(client, known); // weighs it, again if need be
        }
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

        private boolean adds() {
            return !added.isEmpty();
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
