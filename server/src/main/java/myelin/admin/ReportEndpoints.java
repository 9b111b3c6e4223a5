package myelin.admin;

import static myelin.http.Caller.ADMIN;

import java.util.List;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.state.StateKey;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.moderation.Report;
import myelin.moderation.Reports;
import myelin.rooms.Rooms;

/// What users have reported of events and of each other.
final class ReportEndpoints {

    private static final String EVENTS = "/_synapse/admin/v1/event_reports";
    private static final String USERS = "/_synapse/admin/v1/user_reports";
    private static final long USUAL_LIMIT = 100;

    private final Reports reports;
    private final Rooms rooms;

    ReportEndpoints(Reports reports, Rooms rooms) {
        this.reports = reports;
        this.rooms = rooms;
    }

    List<Route> routes() {
        String one = "/{reportId}";
        return List.of(
                Route.get(EVENTS).caller(ADMIN).synapse().to(this::events),
                Route.get(EVENTS + one).caller(ADMIN).synapse().to(this::event),
                Route.delete(EVENTS + one)
                        .caller(ADMIN)
                        .synapse()
                        .to(request -> delete(request, Report.Kind.EVENT)),
                Route.get(USERS).caller(ADMIN).synapse().to(this::users),
                Route.get(USERS + one).caller(ADMIN).synapse().to(this::user),
                Route.delete(USERS + one)
                        .caller(ADMIN)
                        .synapse()
                        .to(request -> delete(request, Report.Kind.USER)));
    }

    private JsonObject events(Request request) {
        return page(request, Report.Kind.EVENT, "event_sender_user_id", "event_reports");
    }

    private JsonObject users(Request request) {
        return page(request, Report.Kind.USER, "target_user_id", "user_reports");
    }

    private JsonObject page(Request request, Report.Kind kind, String about, String field) {
        Reports.Query query =
                new Reports.Query(
                        kind,
                        request.query("user_id").orElse(""),
                        request.query("room_id").orElse(""),
                        request.query(about).orElse(""),
                        newestFirst(request),
                        notNegative(request, "from", 0),
                        notNegative(request, "limit", USUAL_LIMIT));
        Reports.Page page = reports.page(query);
        JsonObject.Builder answer =
                JsonObject.builder()
                        .put(
                                field,
                                JsonArray.from(page.reports().stream().map(this::json).toList()))
                        .put("total", page.total());
        if (page.total() - query.limit() > query.from()) {
            answer.put("next_token", query.from() + page.reports().size());
        }
        return answer.build();
    }

    private static boolean newestFirst(Request request) {
        return switch (request.query("dir").orElse("b")) {
            case "b" -> true;
            case "f" -> false;
            default -> throw MatrixError.invalidParam("'dir' is b or f");
        };
    }

    private static long notNegative(Request request, String name, long usual) {
        long number = request.queryNumber(name).orElse(usual);
        if (number < 0) {
            throw MatrixError.invalidParam("'" + name + "' must not be negative");
        }
        return number;
    }

    private JsonObject event(Request request) {
        Report report = find(request, Report.Kind.EVENT);
        JsonObject json = json(report);
        return report.subject() instanceof Report.Subject.OfEvent subject
                ? rooms.events()
                        .find(subject.event())
                        .map(event -> json.with("event_json", event.pdu().json()))
                        .orElse(json)
                : json;
    }

    private JsonObject user(Request request) {
        return json(find(request, Report.Kind.USER));
    }

    private JsonObject delete(Request request, Report.Kind kind) {
        if (!reports.delete(kind, number(request))) {
            throw MatrixError.notFound("There is no such report");
        }
        return JsonObject.EMPTY;
    }

    private Report find(Request request, Report.Kind kind) {
        return reports.find(kind, number(request))
                .orElseThrow(() -> MatrixError.notFound("There is no such report"));
    }

    private static long number(Request request) {
        try {
            long number = Long.parseLong(request.path("reportId"));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException none) {
            throw noNumber();
        }
        throw noNumber();
    }

    private static MatrixError noNumber() {
        return MatrixError.invalidParam("The id of a report is a positive number");
    }

    private JsonObject json(Report report) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("id", report.number())
                        .put("received_ts", report.receivedTs())
                        .put("user_id", report.by())
                        .put("reason", orNull(report.reason().map(Json::of)));
        switch (report.subject()) {
            case Report.Subject.OfEvent subject ->
                    json.put("room_id", subject.room())
                            .put("event_id", subject.event())
                            .put("sender", subject.sender())
                            .put("score", orNull(report.score().map(Json::of)))
                            .put("name", state(subject.room(), EventType.M_ROOM_NAME, "name"))
                            .put(
                                    "canonical_alias",
                                    state(
                                            subject.room(),
                                            EventType.M_ROOM_CANONICAL_ALIAS,
                                            "alias"));
            case Report.Subject.OfRoom subject -> json.put("room_id", subject.room());
            case Report.Subject.OfUser subject -> json.put("target_user_id", subject.user());
        }
        return json.build();
    }

    private Json state(RoomId room, String type, String field) {
        return orNull(
                rooms.find(room)
                        .flatMap(known -> known.stored(new StateKey(type, "")))
                        .flatMap(event -> event.shown().content().string(field))
                        .map(Json::of));
    }

    private static Json orNull(Optional<Json> json) {
        return json.orElse(JsonNull.INSTANCE);
    }
}
