package myelin.sync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import myelin.config.rooms.RoomConfig;
import myelin.config.rooms.SyncConfig;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.stream.Streams;
import myelin.stream.Waiters;

/// Tells clients what is new, as soon as it is.
public final class Sync implements Capability {

    private final SyncAnswers answers;
    private final Waiters waiters;
    private final InstantSource clock;
    private final SyncEndpoints endpoints;

    /// @param config how long timelines may be, and which rooms are not shown
    /// @param prejoinState what those are told of a room who are invited or knock
    public record Settings(SyncConfig config, List<RoomConfig.PrejoinState> prejoinState) {}

    public Sync(
            Sources sources,
            Streams streams,
            Waiters waiters,
            InstantSource clock,
            Settings settings) {
        this.answers = new SyncAnswers(sources, streams, settings);
        this.waiters = waiters;
        this.clock = clock;
        this.endpoints = new SyncEndpoints(this, sources);
    }

    @Override
    public List<Route> routes() {
        return endpoints.routes();
    }

    /// A thread that is interrupted, because the server stops, gives the answer that it has.
    private static boolean isWoken(Waiters.Waiter waiter, Duration longest) {
        try {
            return waiter.await(longest);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Answers as soon as there is something to tell, at the latest after the timeout.
    ///
    /// The waiter is registered before anything is read: the other order would sleep through what
    /// comes between.
    JsonObject answer(SyncRequest request, Duration timeout) {
        long deadline = clock.millis() + timeout.toMillis();
        try (Waiters.Waiter waiter = waiters.register(request.user())) {
            while (true) {
                SyncAnswers.Answer answer = answers.build(request);
                long left = deadline - clock.millis();
                if (answer.isNews() || left <= 0 || !isWoken(waiter, Duration.ofMillis(left))) {
                    return answer.json();
                }
            }
        }
    }
}
