package myelin.slidingsync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import myelin.concurrent.Loop;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.roomlists.RoomLists;
import myelin.sql.Tx;
import myelin.stream.Heads;
import myelin.stream.Streams;
import myelin.sync.LongPoll;
import myelin.sync.Sources;
import myelin.sync.Sync;

/// Tells clients what is new in the rooms that they look at, as soon as it is. Any thread.
public final class SlidingSync implements Capability, AutoCloseable {

    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    private final Answers answers;
    private final Connections connections;
    private final Streams streams;
    private final LongPoll poll;
    private final SlidingSyncEndpoints endpoints;
    private final boolean enabled;
    private final Loop cleaner = new Loop("sliding-sync-cleaner", this::clean);

    /// @param enabled whether clients may ask at all
    public SlidingSync(
            Sources sources,
            Streams streams,
            LongPoll poll,
            RoomLists roomLists,
            InstantSource clock,
            Sync.Settings settings,
            boolean enabled) {
        this.answers = new Answers(sources, streams, roomLists, settings);
        this.connections = new Connections(sources.database(), clock);
        this.streams = streams;
        this.poll = poll;
        this.enabled = enabled;
        this.endpoints = new SlidingSyncEndpoints(this, sources.presence());
    }

    @Override
    public List<Route> routes() {
        return enabled ? endpoints.routes() : List.of();
    }

    /// Begins background work.
    public void start() {
        cleaner.start();
    }

    @Override
    public void close() {
        cleaner.close();
    }

    private Duration clean() {
        connections.expire();
        return BETWEEN_CLEANINGS;
    }

    /// Forgets the connections of devices that are deleted. Late in the transaction.
    public void forget(Tx tx, UserId user, Collection<DeviceId> devices) {
        connections.drop(tx, user, devices);
    }

    /// Answers at once who knows nothing; others as soon as there is something to tell, at the latest
    /// after the timeout.
    ///
    /// @throws myelin.http.MatrixError M_UNKNOWN_POS when it is not known where the client stands
    JsonObject answer(SlidingRequest request) {
        Connections.Opened opened =
                connections.open(
                        new Connections.Owner(
                                request.user(), request.requester().device(), request.connection()),
                        request.pos());
        Optional<Heads> since = opened.pos().map(Pos::heads).map(streams::committed);
        long timeoutMs = opened.pos().isEmpty() ? 0 : request.timeoutMs();
        Answers.Answer answer =
                poll.answer(
                        request.user(),
                        timeoutMs,
                        () -> answers.build(request, since, opened.state(), opened.members()),
                        Answers.Answer::isNews);
        return answer.json().with("pos", connections.keep(opened, answer).toString());
    }
}
