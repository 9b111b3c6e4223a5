package myelin.sync;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.http.Use;
import myelin.stream.Heads;
import myelin.stream.Streams;

/// `/sync`.
final class SyncEndpoints {

    private final Sync sync;
    private final Sources sources;
    private final Streams streams;
    private final SyncFilters filters;

    SyncEndpoints(Sync sync, Sources sources, Streams streams) {
        this.sync = sync;
        this.sources = sources;
        this.streams = streams;
        this.filters = new SyncFilters(sources.accountData().filters());
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/sync")
                        .operation("sync")
                        .caller(USER)
                        .use(Use.HEAR)
                        .guests()
                        .r0()
                        .to(this::sync));
    }

    private JsonObject sync(Request request) {
        Optional<Heads> since =
                request.query("since").map(SyncEndpoints::heads).map(streams::committed);
        SyncRequest wanted =
                new SyncRequest(
                        request.requester(),
                        filters.of(request),
                        since,
                        request.queryFlag("full_state").orElse(false),
                        stateField(request));
        long timeoutMs = request.queryNumber("timeout").orElse(0L);
        boolean waits = since.isPresent() && !wanted.fullState();
        try (var _ = sources.presence().syncs(wanted.requester(), request.query("set_presence"))) {
            return sync.answer(wanted, waits ? timeoutMs : 0);
        }
    }

    private static Heads heads(String token) {
        return Heads.parse(token)
                .orElseThrow(() -> MatrixError.invalidParam("'since' is no token of /sync"));
    }

    private static SyncRequest.StateField stateField(Request request) {
        if (request.queryFlag("use_state_after").orElse(false)) {
            return SyncRequest.StateField.STATE_AFTER;
        }
        return request.queryFlag("org.matrix.msc4222.use_state_after").orElse(false)
                ? SyncRequest.StateField.UNSTABLE_STATE_AFTER
                : SyncRequest.StateField.STATE;
    }
}
