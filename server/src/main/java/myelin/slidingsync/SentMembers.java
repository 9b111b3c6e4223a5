package myelin.slidingsync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;

/// Which member events each connection has been sent because of its timelines, so that they are not
/// sent again with every answer. Only a saving: what is forgotten, or known to another node, is sent
/// once more. Any thread.
///
/// What an answer tells counts once the client goes on from that answer; until then it may never have
/// arrived.
final class SentMembers {

    private static final int CONNECTIONS = 5_000;
    private static final int MEMBERS = 5_000;
    private static final int UNCONFIRMED = 4;
    private static final Duration KEPT = Duration.ofMinutes(30);

    private record Member(RoomId room, UserId user) {}

    private final Cache<Long, Known> connections =
            Caffeine.newBuilder().maximumSize(CONNECTIONS).expireAfterAccess(KEPT).build();

    /// What is known of one connection; guarded by itself.
    private static final class Known {
        private long confirmed;
        private Map<Member, Long> sent = Map.of();
        private final Map<Long, Map<Member, Long>> unconfirmed = new LinkedHashMap<>();

        /// The client has the answer of this number.
        synchronized Map<Member, Long> confirm(long answer) {
            if (answer == confirmed) {
                return sent;
            }
            sent = unconfirmed.getOrDefault(answer, Map.of());
            confirmed = answer;
            unconfirmed.clear();
            return sent;
        }

        synchronized void add(long answer, Map<Member, Long> all) {
            unconfirmed.put(answer, all);
            if (unconfirmed.size() > UNCONFIRMED) {
                unconfirmed.remove(unconfirmed.keySet().iterator().next());
            }
        }
    }

    /// Begins an answer to a client that stands at `pos`.
    Answer from(Pos pos) {
        Known known = connections.getIfPresent(pos.connection());
        return new Answer(known == null ? Map.of() : known.confirm(pos.answer()));
    }

    /// Begins an answer to a client that knows nothing.
    static Answer first() {
        return new Answer(Map.of());
    }

    /// Notes what an answer has told.
    ///
    /// @param pos what the answer gave out
    void keep(Answer answer, Pos pos) {
        connections.get(pos.connection(), none -> new Known()).add(pos.answer(), answer.all());
    }

    /// One answer in the making. For one thread.
    static final class Answer {
        private final Map<Member, Long> before;
        private final Map<Member, Long> added = new HashMap<>();

        private Answer(Map<Member, Long> before) {
            this.before = before;
        }

        /// Whether the client has yet to be sent this member event.
        boolean isNews(RoomId room, UserId user, long position) {
            Long known = before.get(new Member(room, user));
            return known == null || known != position;
        }

        /// Notes that it is sent.
        void sends(RoomId room, UserId user, long position) {
            added.put(new Member(room, user), position);
        }

        private Map<Member, Long> all() {
            if (added.isEmpty()) {
                return before;
            }
            Map<Member, Long> all = new HashMap<>(before.size() < MEMBERS ? before : Map.of());
            all.putAll(added);
            return all;
        }
    }
}
