package myelin.sending;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.rooms.Submission;

/// Sending messages, state and redactions.
final class SendEndpoints {

    private final Rooms rooms;
    private final Sending sending;
    private final RateLimits limits;

    SendEndpoints(Rooms rooms, Sending sending, RateLimits limits) {
        this.rooms = rooms;
        this.sending = sending;
        this.limits = limits;
    }

    List<Route> routes() {
        return List.of(
                Route.put("/_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}")
                        .operation("sendMessage")
                        .caller(USER)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .r0()
                        .to(this::send),
                Route.put("/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}")
                        .operation("setRoomStateWithKey")
                        .caller(USER)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .also("/_matrix/client/v3/rooms/{roomId}/state/{eventType}")
                        .r0()
                        .to(this::setState),
                Route.put("/_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}")
                        .operation("redactEvent")
                        .caller(USER)
                        .r0()
                        .to(this::redact),
                Route.post("/_matrix/client/v3/rooms/{roomId}/send/{eventType}")
                        .caller(USER)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .synapse()
                        .r0()
                        .to(this::send),
                Route.post("/_matrix/client/v3/rooms/{roomId}/redact/{eventId}")
                        .caller(USER)
                        .synapse()
                        .r0()
                        .to(this::redact));
    }

    private JsonObject send(Request request) {
        String type = request.path("eventType");
        JsonObject content = request.body();
        Requester requester = request.requester();
        if (!type.equals(EventType.M_ROOM_REDACTION)) {
            requester.requireNotSuspended();
        }
        Draft draft =
                type.equals(EventType.M_ROOM_REDACTION)
                        ? redaction(requester, redacted(content), content.without("redacts"))
                        : Draft.message(requester.user(), type, content);
        return send(request, draft, transaction(request));
    }

    private JsonObject setState(Request request) {
        String type = request.path("eventType");
        String key = request.optionalPath("stateKey").orElse("");
        Draft draft = Draft.state(request.requester().user(), type, key, request.body());
        if (!isDeparture(draft)) {
            request.requester().requireNotSuspended();
        }
        return send(request, draft, Optional.empty());
    }

    private JsonObject redact(Request request) {
        EventId target = request.path("eventId", EventId::parse);
        JsonObject body = request.bodyOrEmpty();
        limits.check(limitOf(target, request.requester().user()), request.requester().user());
        Optional<RelatedRedactions> related = sending.relatedRedactions();
        JsonObject content = related.isPresent() ? RelatedRedactions.content(body) : body;
        Draft draft = redaction(request.requester(), target, content);
        JsonObject answer = send(request, draft, transaction(request));
        RoomId room = request.path("roomId", RoomId::parse);
        related.ifPresent(it -> it.redact(request.requester(), room, target, body));
        return answer;
    }

    private JsonObject send(Request request, Draft draft, Optional<TransactionKey> transaction) {
        RoomId room = request.path("roomId", RoomId::parse);
        RoomSnapshot snapshot =
                rooms.find(room)
                        .orElseThrow(() -> MatrixError.forbidden("You are not in this room"));
        sending.drafts().check(draft, snapshot.allPowerful());
        StoredEvent sent = sent(request, snapshot, draft, transaction);
        if (sent.pdu().isState()) {
            sending.sent(snapshot, sent);
        }
        return JsonObject.of("event_id", sent.pdu().eventId());
    }

    /// Who repeats a transaction gets the event that it made, even if it would be refused by now.
    private StoredEvent sent(
            Request request, RoomSnapshot room, Draft draft, Optional<TransactionKey> transaction) {
        Draft screened;
        try {
            screened = sending.screen(room, draft, request.requester());
        } catch (MatrixError refused) {
            return transaction
                    .flatMap(key -> rooms.events().ofTransaction(room.room(), draft.sender(), key))
                    .orElseThrow(() -> refused);
        }
        Submission submission =
                Submission.to(room.room(), screened).in(transaction).at(claimedTime(request));
        return rooms.sender().send(submission).getFirst();
    }

    private static EventId redacted(JsonObject content) {
        return content.string("redacts")
                .flatMap(EventId::tryParse)
                .orElseThrow(() -> MatrixError.badJson("'redacts' must be an event id"));
    }

    /// Whether the sender leaves, or turns down an invitation.
    private static boolean isDeparture(Draft draft) {
        return draft.type().equals(EventType.M_ROOM_MEMBER)
                && draft.stateKey().equals(Optional.of(draft.sender().value()))
                && new MemberContent(draft.content())
                        .membership()
                        .equals(Optional.of(Membership.LEAVE));
    }

    /// A suspended user may redact what is his own, and nothing else.
    private Draft redaction(Requester requester, EventId target, JsonObject content) {
        if (!isOwn(target, requester.user())) {
            requester.requireNotSuspended();
        }
        return Draft.redaction(requester.user(), target, content);
    }

    private boolean isOwn(EventId event, UserId user) {
        return sender(event).equals(Optional.of(user));
    }

    /// Moderators may have a limit of their own, for a flood of spam is redacted event by event.
    private RateLimit limitOf(EventId redacted, UserId by) {
        boolean moderates = sender(redacted).filter(sender -> !sender.equals(by)).isPresent();
        return moderates && limits.isConfigured(RateLimit.ADMIN_REDACTION)
                ? RateLimit.ADMIN_REDACTION
                : RateLimit.MESSAGE;
    }

    private Optional<UserId> sender(EventId event) {
        return rooms.events().find(event).map(it -> it.pdu().sender());
    }

    /// The `ts` of application services, which may say when the event happened.
    private static Optional<Long> claimedTime(Request request) {
        return request.requester().appservice().isPresent()
                ? request.queryNumber("ts")
                : Optional.empty();
    }

    /// None where the client names none, or has no device.
    private static Optional<TransactionKey> transaction(Request request) {
        return request.optionalPath("txnId")
                .flatMap(id ->
                        request.requester().device().map(device -> new TransactionKey(device, id)));
    }
}
