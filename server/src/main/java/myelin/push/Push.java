package myelin.push;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import myelin.cluster.Bus;
import myelin.config.rooms.PushConfig;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.receipts.Receipts;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.stream.Streams;
import myelin.threadsubscriptions.ThreadSubscriptions;

/// What users want to be told of: their push rules, and what they have not read.
public final class Push implements Capability, AutoCloseable {

    private final UserRules rules;
    private final UnreadCounts unread;
    private final List<Route> routes;

    /// What notifications are made of.
    ///
    /// @param ignored whom a user does not want to hear
    public record Sources(
            Rooms rooms,
            History history,
            Receipts receipts,
            ThreadSubscriptions subscriptions,
            Function<UserId, Set<UserId>> ignored) {}

    /// @param countsMessages whether unread messages are counted also where they don't notify (MSC2654)
    public Push(
            Database database,
            Streams streams,
            Bus bus,
            Sources sources,
            PushConfig config,
            boolean countsMessages) {
        this.rules = new UserRules(database, streams, bus, config.features());
        PushEvents pushEvents = new PushEvents(sources.rooms(), config.features());
        this.unread =
                new UnreadCounts(
                        database, sources, rules, pushEvents, config.enabled(), countsMessages);
        NotificationEndpoints notifications =
                new NotificationEndpoints(
                        new Notifications(database, sources, rules, pushEvents), sources.history());
        this.routes =
                Stream.of(new PushRuleEndpoints(rules).routes(), notifications.routes())
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// Begins background work.
    public void start() {
        unread.start();
    }

    @Override
    public void close() {
        unread.close();
    }

    /// What users have not read.
    public UnreadCounts unread() {
        return unread;
    }

    /// The content of m.push_rules, if it has changed between two positions of the PUSH_RULES
    /// stream; with a negative `after` always.
    public Optional<JsonObject> changedRules(UserId user, long after, long upTo) {
        return rules.changed(user, after, upTo);
    }

    /// Has a user's rules about one room hold for the room that replaces it as well.
    public void copyRules(UserId user, RoomId from, RoomId to) {
        rules.copyRoom(user, from, to);
    }
}
