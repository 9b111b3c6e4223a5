package myelin.slidingsync;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.json.JsonObject;
import myelin.http.Request;
import myelin.http.Route;
import myelin.http.Use;
import myelin.presence.Presence;
import org.jspecify.annotations.Nullable;

/// Sliding sync, in both its forms
/// ([MSC4186](https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/4186-simplified-sliding-sync.md)).
final class SlidingSyncEndpoints {

    /// Far more than any client asks for, and little work to refuse.
    private static final long MAX_BODY_BYTES = 1L << 20;

    private final SlidingSync sync;
    private final Presence presence;

    SlidingSyncEndpoints(SlidingSync sync, Presence presence) {
        this.sync = sync;
        this.presence = presence;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/_matrix/client/unstable/org.matrix.simplified_msc3575/sync")
                        .unstable("MSC4186")
                        .caller(USER)
                        .use(Use.HEAR)
                        .guests()
                        .maxBody(MAX_BODY_BYTES)
                        .to(this::legacy),
                Route.post("/_matrix/client/v4/sync")
                        .unstable("MSC4186")
                        .caller(USER)
                        .use(Use.HEAR)
                        .guests()
                        .maxBody(MAX_BODY_BYTES)
                        .to(this::accepted));
    }

    /// Clients of this form do not show up as online unless they say so: Synapse does not ask them.
    private JsonObject legacy(Request request) {
        LegacyForm form = request.body(LegacyForm.class);
        SlidingRequest wanted =
                new SlidingRequest(
                        request.requester(),
                        Dialect.LEGACY,
                        name(form.connId()),
                        request.query("pos"),
                        request.queryNumber("timeout").orElse(0L),
                        form.asked(request.requester().user()));
        request.forgetBody(); // what is asked for is limited by number
        String state = request.query("set_presence").orElse("offline");
        return answer(wanted, Optional.of(state));
    }

    private JsonObject accepted(Request request) {
        AcceptedForm form = request.body(AcceptedForm.class);
        SlidingRequest wanted =
                new SlidingRequest(
                        request.requester(),
                        Dialect.ACCEPTED,
                        name(form.connId()),
                        Optional.ofNullable(form.pos()),
                        form.timeout() == null ? 0 : form.timeout(),
                        form.asked());
        request.forgetBody();
        return answer(wanted, Optional.ofNullable(form.setPresence()));
    }

    private static String name(@Nullable String connId) {
        return connId == null ? "" : RequestLimits.text(connId);
    }

    private JsonObject answer(SlidingRequest request, Optional<String> setPresence) {
        try (var _ = presence.syncs(request.requester(), setPresence)) {
            return sync.answer(request);
        }
    }
}
