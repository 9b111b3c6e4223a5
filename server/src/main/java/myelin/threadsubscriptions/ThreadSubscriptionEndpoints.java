package myelin.threadsubscriptions;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.events.StoredEvent;
import myelin.history.History;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.rooms.Rooms;
import myelin.stream.Heads;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Subscribing to threads, and paging through the changes.
final class ThreadSubscriptionEndpoints {

    private static final String SUBSCRIPTION =
            "/_matrix/client/unstable/io.element.msc4306/rooms/{roomId}/thread/{rootId}/subscription";

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 512;

    private final ThreadSubscriptions subscriptions;
    private final Rooms rooms;
    private final History history;
    private final Streams streams;

    ThreadSubscriptionEndpoints(
            ThreadSubscriptions subscriptions, Rooms rooms, History history, Streams streams) {
        this.subscriptions = subscriptions;
        this.rooms = rooms;
        this.history = history;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(
                Route.get(SUBSCRIPTION).caller(USER).unstable("msc4306").to(this::subscription),
                Route.put(SUBSCRIPTION).caller(USER).unstable("msc4306").to(this::subscribe),
                Route.delete(SUBSCRIPTION).caller(USER).unstable("msc4306").to(this::unsubscribe),
                Route.get("/_matrix/client/unstable/io.element.msc4308/thread_subscriptions")
                        .caller(USER)
                        .unstable("msc4308")
                        .to(this::changes));
    }

    private JsonObject subscription(Request request) {
        StoredEvent root = root(request);
        return subscriptions
                .find(request.requester().user(), root.pdu().roomId(), root.pdu().eventId())
                .map(subscription -> JsonObject.of("automatic", subscription.automatic()))
                .orElseThrow(() -> MatrixError.notFound("You are not subscribed to this thread"));
    }

    private JsonObject subscribe(Request request) {
        Optional<EventId> automatic = automatic(request.body());
        StoredEvent root = root(request);
        Optional<StoredEvent> cause = automatic.map(event -> visible(request, event));
        if (cause.filter(event -> !isIn(event, root)).isPresent()) {
            throw MatrixError.of(
                    400,
                    "IO.ELEMENT.MSC4306.M_NOT_IN_THREAD",
                    "The event named by 'automatic' is not in the thread");
        }
        subscriptions.subscribe(
                request.requester().user(), root.pdu().roomId(), root.pdu().eventId(), cause);
        return JsonObject.EMPTY;
    }

    private static Optional<EventId> automatic(JsonObject body) {
        Optional<Json> automatic =
                body.value("automatic").filter(value -> !(value instanceof JsonNull));
        return automatic.map(value ->
                value instanceof JsonString(String text)
                        ? EventId.tryParse(text)
                                .orElseThrow(ThreadSubscriptionEndpoints::badAutomatic)
                        : bad());
    }

    private static EventId bad() {
        throw badAutomatic();
    }

    private static MatrixError badAutomatic() {
        return MatrixError.invalidParam("'automatic' must be an event id");
    }

    private static boolean isIn(StoredEvent event, StoredEvent root) {
        return Relation.of(event.pdu())
                .filter(it -> it.is(Relation.THREAD) && it.parent().equals(root.pdu().eventId()))
                .isPresent();
    }

    private JsonObject unsubscribe(Request request) {
        StoredEvent root = root(request);
        subscriptions.unsubscribe(
                request.requester().user(), root.pdu().roomId(), root.pdu().eventId());
        return JsonObject.EMPTY;
    }

    private StoredEvent root(Request request) {
        return visible(request, request.path("rootId", EventId::parse));
    }

    private StoredEvent visible(Request request, EventId event) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        return rooms.events()
                .find(event)
                .filter(found -> found.pdu().roomId().equals(room))
                .filter(found -> history.visibility().isVisible(user, found))
                .orElseThrow(() -> MatrixError.notFound("There is no such event"));
    }

    private JsonObject changes(Request request) {
        long limit = request.queryNumber("limit").orElse((long) DEFAULT_LIMIT);
        if (limit <= 0) {
            throw MatrixError.invalidParam("'limit' must be greater than 0");
        }
        if (!request.requiredQuery("dir").equals("b")) {
            throw MatrixError.invalidParam("'dir' must be b");
        }
        long upTo =
                position(request, "from")
                        .orElseGet(() -> streams.heads().of(Stream.THREAD_SUBSCRIPTIONS));
        long after = position(request, "to").orElse(0L);
        ThreadSubscriptions.Changes changes =
                subscriptions.changes(
                        request.requester().user(), after, upTo, (int) Math.min(limit, MAX_LIMIT));
        JsonObject json = changes.toJson();
        return changes.limited() ? json.with("end", changes.token()) : json;
    }

    /// Also the positions of syncs tell one.
    private static Optional<Long> position(Request request, String name) {
        return request.query(name)
                .map(text ->
                        ofPaging(text)
                                .or(() ->
                                        Heads.parse(text.substring(text.lastIndexOf('/') + 1))
                                                .map(heads ->
                                                        heads.of(Stream.THREAD_SUBSCRIPTIONS)))
                                .orElseThrow(() ->
                                        MatrixError.invalidParam("'" + name + "' is no token")));
    }

    private static Optional<Long> ofPaging(String text) {
        if (!text.startsWith(ThreadSubscriptions.TOKEN)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Long.parseLong(text, ThreadSubscriptions.TOKEN.length(), text.length(), 10));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }
}
