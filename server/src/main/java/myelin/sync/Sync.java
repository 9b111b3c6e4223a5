package myelin.sync;

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
    private final WholeAnswers whole = new WholeAnswers();
    private final LongPoll poll;
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
        this.poll = new LongPoll(waiters, clock);
        this.endpoints = new SyncEndpoints(this, sources, streams);
    }

    @Override
    public List<Route> routes() {
        return endpoints.routes();
    }

    /// What waits until there is something to tell.
    public LongPoll poll() {
        return poll;
    }

    /// Answers as soon as there is something to tell, at the latest after the timeout.
    JsonObject answer(SyncRequest request, long timeoutMs) {
        SyncAnswers.Answer answer =
                poll.answer(
                        request.user(),
                        timeoutMs,
                        () -> build(request),
                        SyncAnswers.Answer::isNews);
        answers.sends(request, answer);
        return answer.json();
    }

    private SyncAnswers.Answer build(SyncRequest request) {
        return request.isWhole()
                ? whole.build(request.user(), () -> answers.build(request))
                : answers.build(request);
    }
}
