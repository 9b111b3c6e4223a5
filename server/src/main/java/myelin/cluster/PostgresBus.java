package myelin.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import myelin.concurrent.Loop;
import myelin.core.id.InvalidId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.NotJson;
import myelin.sql.Database;
import myelin.sql.Notifications;
import myelin.stream.Hint;
import myelin.stream.Hints;
import myelin.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bus of servers which share a PostgreSQL database: NOTIFY, after the commit and not in it, because a NOTIFY
/// inside makes all committing transactions wait for one another.
///
/// Hints that wait to be sent are merged to one for each stream; `lock` guards them. One virtual thread sends,
/// another listens.
public final class PostgresBus implements Bus {
    private static final Logger log = LoggerFactory.getLogger(PostgresBus.class);
    private static final String CHANNEL = "myelin_hints";
    private static final Duration UNTIL_WOKEN = Duration.ofHours(1);

    private final Hints hints;
    private final Node node;
    private final Notifications notifications;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Stream, Hint> unsent = new EnumMap<>(Stream.class);
    private final Loop sending = new Loop("bus-send", this::send);
    private final Loop receiving = new Loop("bus-receive", this::receive);

    public PostgresBus(Database database, Hints hints, Node node) {
        this.hints = hints;
        this.node = node;
        this.notifications = database.notifications(CHANNEL);
        sending.start();
        receiving.start();
    }

    @Override
    public void publish(Hint hint) {
        hints.deliver(hint);
        lock.lock();
        try {
            unsent.merge(hint.stream(), hint, PostgresBus::both);
        } finally {
            lock.unlock();
        }
        sending.wake();
    }

    @Override
    public void subscribe(Consumer<Hint> listener) {
        hints.subscribe(listener);
    }

    private static Hint both(Hint one, Hint other) {
        long position = Math.max(one.position(), other.position());
        if (one.isForAll() || other.isForAll()) {
            return Hint.ofAll(one.stream(), position);
        }
        return new Hint(
                one.stream(),
                position,
                union(one.rooms(), other.rooms()),
                union(one.users(), other.users()));
    }

    private static <T> Set<T> union(Set<T> some, Set<T> more) {
        Set<T> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    private Duration send() {
        for (Hint hint : takeUnsent()) {
            String text = write(hint);
            boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= Notifications.MOST_BYTES;
            notifications.send(fits ? text : write(Hint.ofAll(hint.stream(), hint.position())));
        }
        return UNTIL_WOKEN;
    }

    private List<Hint> takeUnsent() {
        lock.lock();
        try {
            List<Hint> taken = new ArrayList<>(unsent.values());
            unsent.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private String write(Hint hint) {
        return JsonObject.builder()
                .put("node", node.id())
                .put("stream", hint.stream().text())
                .put("position", hint.position())
                .put("rooms", JsonArray.from(hint.rooms()))
                .put("users", JsonArray.from(hint.users()))
                .put("all", hint.isForAll())
                .build()
                .toString();
    }

    private Duration receive() {
        for (String text : notifications.receive()) {
            read(text).ifPresent(hints::deliver);
        }
        return Duration.ZERO;
    }

    /// The hint in a text; none when the text is ours, or of a newer program which says it otherwise.
    private Optional<Hint> read(String text) {
        try {
            JsonObject json = JsonParser.object(text);
            Optional<Stream> stream = json.string("stream").flatMap(Stream::of);
            Optional<Long> position = json.integer("position");
            if (json.string("node").equals(Optional.of(node.id()))
                    || stream.isEmpty()
                    || position.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Hint(
                            stream.get(),
                            position.get(),
                            ids(json, "rooms", RoomId::parse),
                            ids(json, "users", UserId::parse),
                            json.bool("all").orElse(false)));
        } catch (NotJson | InvalidId strange) {
            log.warn("unreadable hint cause={}", strange.getMessage());
            return Optional.empty();
        }
    }

    private static <T> Set<T> ids(JsonObject json, String key, Function<String, T> parser) {
        return json.array(key).orElse(JsonArray.EMPTY).strings().stream()
                .map(parser)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        sending.close();
        notifications.close();
        receiving.close();
    }
}
