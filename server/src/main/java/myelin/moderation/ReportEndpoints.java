package myelin.moderation;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.events.StoredEvent;
import myelin.history.History;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.limits.RateLimit;
import myelin.rooms.Rooms;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// Reporting what is wrong
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#reporting-content)).
final class ReportEndpoints {

    private static final int LONGEST_REASON = 1_000;
    private static final long LONGEST_BODY = 65_536;

    private final Reports reports;
    private final Users users;
    private final Rooms rooms;
    private final History history;
    private final boolean secretive;

    ReportEndpoints(Reports reports, Users users, Rooms rooms, History history, boolean secretive) {
        this.reports = reports;
        this.users = users;
        this.rooms = rooms;
        this.history = history;
        this.secretive = secretive;
    }

    List<Route> routes() {
        return List.of(
                report("/_matrix/client/v3/rooms/{roomId}/report/{eventId}", "reportEvent")
                        .r0()
                        .to(this::reportEvent),
                report("/_matrix/client/v3/rooms/{roomId}/report", "reportRoom")
                        .to(this::reportRoom),
                report("/_matrix/client/v3/users/{userId}/report", "reportUser")
                        .to(this::reportUser));
    }

    private static Route.Draft report(String path, String operation) {
        return Route.post(path)
                .operation(operation)
                .caller(USER)
                .limit(RateLimit.REPORTS)
                .maxBody(LONGEST_BODY);
    }

    record OfEvent(@Nullable String reason, @Nullable Long score) {}

    private JsonObject reportEvent(Request request) {
        OfEvent body = request.body(OfEvent.class);
        UserId user = request.requester().user();
        RoomId room = request.path("roomId", RoomId::parse);
        EventId id = request.path("eventId", EventId::parse);
        Optional<StoredEvent> event =
                rooms.events()
                        .find(id)
                        .filter(found -> found.pdu().roomId().equals(room))
                        .filter(found -> rooms.members().isJoined(user, room))
                        .filter(found -> found.redactedBy().isEmpty())
                        .filter(found -> history.visibility().isVisible(user, found));
        if (event.isEmpty()) {
            return nothing("There is no such event that you may see");
        }
        reports.add(
                user,
                new Report.Subject.OfEvent(room, id, event.get().pdu().sender()),
                Optional.ofNullable(body.reason()),
                Optional.ofNullable(body.score()));
        return JsonObject.EMPTY;
    }

    record Reason(String reason) {}

    private JsonObject reportRoom(Request request) {
        String reason = request.body(Reason.class).reason();
        RoomId room = request.path("roomId", RoomId::parse);
        if (rooms.find(room).isEmpty()) {
            return nothing("There is no such room");
        }
        report(request, new Report.Subject.OfRoom(room), reason);
        return JsonObject.EMPTY;
    }

    /// It stays secret who exists.
    private JsonObject reportUser(Request request) {
        String reason = request.body(Reason.class).reason();
        if (reason.length() > LONGEST_REASON) {
            throw MatrixError.badJson("'reason' has at most " + LONGEST_REASON + " characters");
        }
        UserId user = request.path("userId", UserId::parse);
        if (users.isLocal(user) && users.find(user).isPresent()) {
            report(request, new Report.Subject.OfUser(user), reason);
        }
        return JsonObject.EMPTY;
    }

    private void report(Request request, Report.Subject subject, String reason) {
        reports.add(request.requester().user(), subject, Optional.of(reason), Optional.empty());
    }

    private JsonObject nothing(String why) {
        if (secretive) {
            return JsonObject.EMPTY;
        }
        throw MatrixError.notFound(why);
    }
}
