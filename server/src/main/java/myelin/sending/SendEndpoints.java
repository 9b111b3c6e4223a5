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
import myelin.http.Use;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.rooms.Rooms;

/// Sending messages, state and redactions.
final class SendEndpoints {

    /// Milliseconds that the event shall wait (MSC4140).
    private static final String DELAY = "org.matrix.msc4140.delay";

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
                        .use(Use.SEND)
                        .guests()
                        .proactive()
                        .limit(RateLimit.MESSAGE, this::isNew)
                        .r0()
                        .to(this::send),
                Route.put("/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}")
                        .operation("setRoomStateWithKey")
                        .caller(USER)
                        .use(Use.SEND)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .also("/_matrix/client/v3/rooms/{roomId}/state/{eventType}")
                        .r0()
                        .to(this::setState),
                Route.put("/_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}")
                        .operation("redactEvent")
                        .caller(USER)
                        .use(Use.SEND)
                        .r0()
                        .to(this::redact),
                Route.post("/_matrix/client/v3/rooms/{roomId}/send/{eventType}")
                        .caller(USER)
                        .use(Use.SEND)
                        .guests()
                        .proactive()
                        .limit(RateLimit.MESSAGE)
                        .synapse()
                        .r0()
                        .to(this::send),
                Route.post("/_matrix/client/v3/rooms/{roomId}/redact/{eventId}")
                        .caller(USER)
                        .use(Use.SEND)
                        .synapse()
                        .r0()
                        .to(this::redact));
    }

    private JsonObject send(Request request) {
        Optional<JsonObject> repeated = repeatedDelay(request);
        if (repeated.isPresent()) {
            return repeated.get();
        }
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
        return nowOrLater(request, draft, transaction(request));
    }

    private JsonObject setState(Request request) {
        String type = request.path("eventType");
        String key = request.optionalPath("stateKey").orElse("");
        Draft draft = Draft.state(request.requester().user(), type, key, request.body());
        if (!isDeparture(draft)) {
            request.requester().requireNotSuspended();
        }
        return nowOrLater(request, draft, Optional.empty());
    }

    private JsonObject redact(Request request) {
        EventId target = request.path("eventId", EventId::parse);
        JsonObject body = request.bodyOrEmpty();
        if (isNew(request)) {
            limits.check(limitOf(target, request.requester().user()), request.requester().user());
        }
        Optional<RelatedRedactions> related = sending.relatedRedactions();
        JsonObject content = related.isPresent() ? RelatedRedactions.content(body) : body;
        Draft draft = redaction(request.requester(), target, content);
        JsonObject answer = now(request, wish(request, draft, transaction(request)));
        RoomId room = request.path("roomId", RoomId::parse);
        related.ifPresent(it -> it.redact(request.requester(), room, target, body));
        return answer;
    }

    /// Whether this is no transaction that this node remembers: a client that has not heard the answer must not be
    /// refused what was done.
    private boolean isNew(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        return repeatedDelay(request).isEmpty()
                && transaction(request)
                        .filter(key -> rooms.sender().remembers(room, user, key))
                        .isEmpty();
    }

    private JsonObject nowOrLater(
            Request request, Draft draft, Optional<TransactionKey> transaction) {
        Postponed.Wish wish = wish(request, draft, transaction);
        Optional<Long> delayMs = delayMs(request);
        if (delayMs.isPresent()) {
            String id = sending.postpone(request.requester(), wish, delayMs.get());
            return JsonObject.of("delay_id", id);
        }
        return now(request, wish);
    }

    private JsonObject now(Request request, Postponed.Wish wish) {
        StoredEvent sent = sending.send(request.requester(), wish, (tx, events) -> {});
        return JsonObject.of("event_id", sent.pdu().eventId());
    }

    private static Postponed.Wish wish(
            Request request, Draft draft, Optional<TransactionKey> transaction) {
        return new Postponed.Wish(
                request.path("roomId", RoomId::parse), draft, transaction, claimedTime(request));
    }

    /// What was answered when an event that is to be delayed (MSC4140) came first.
    private Optional<JsonObject> repeatedDelay(Request request) {
        return delayMs(request)
                .flatMap(delay -> transaction(request))
                .flatMap(transaction ->
                        sending.postponed(
                                request.requester(),
                                request.path("roomId", RoomId::parse),
                                transaction))
                .map(id -> JsonObject.of("delay_id", id));
    }

    private static Optional<Long> delayMs(Request request) {
        Optional<Long> delay = request.queryNumber(DELAY);
        if (delay.filter(ms -> ms < 0).isPresent()) {
            throw MatrixError.invalidParam("'" + DELAY + "' must not be negative");
        }
        return delay;
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
