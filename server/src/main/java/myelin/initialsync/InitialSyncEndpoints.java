package myelin.initialsync;

import static myelin.http.Caller.USER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.members.LocalMembers;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import myelin.stream.Heads;
import myelin.stream.Stream;
import myelin.stream.Streams;
import myelin.sync.Sources;

/// `/initialSync` of all rooms and of one, `/events`, and events by their id alone.
final class InitialSyncEndpoints {

    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 1_000;
    private static final long DEFAULT_TIMEOUT_MS = 30_000;
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

    private final Sources sources;
    private final Rooms rooms;
    private final Streams streams;
    private final RoomViews views;
    private final EventStream events;

    InitialSyncEndpoints(Sources sources, Streams streams, RoomViews views, EventStream events) {
        this.sources = sources;
        this.rooms = sources.rooms();
        this.streams = streams;
        this.views = views;
        this.events = events;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/initialSync")
                        .operation("initialSync")
                        .caller(USER)
                        .deprecated()
                        .r0()
                        .to(this::initialSync),
                Route.get("/_matrix/client/v3/rooms/{roomId}/initialSync")
                        .operation("roomInitialSync")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(this::roomInitialSync),
                Route.get("/_matrix/client/v3/events")
                        .operation("getEvents")
                        .caller(USER)
                        .guests()
                        .deprecated()
                        .r0()
                        .to(this::events),
                Route.get("/_matrix/client/v3/events/{eventId}")
                        .operation("getOneEvent")
                        .caller(USER)
                        .deprecated()
                        .r0()
                        .to(this::event));
    }

    private JsonObject initialSync(Request request) {
        Requester requester = request.requester();
        UserId user = requester.user();
        boolean archived = request.queryFlag("archived").orElse(false);
        int limit = limit(request);
        LocalMembers.UserRooms current = sources.history().visibility().rooms(user);
        Heads now = streams.heads().with(Stream.EVENTS, current.position());
        List<JsonObject> shown = new ArrayList<>();
        for (RoomMember member : current.rooms().values()) {
            room(member, requester, archived, now.of(Stream.EVENTS), limit).ifPresent(shown::add);
        }
        Set<RoomId> joined =
                current.rooms().values().stream()
                        .filter(member -> member.membership() == Membership.JOIN)
                        .map(RoomMember::room)
                        .collect(Collectors.toSet());
        List<JsonObject> accountData =
                sources.database().read(tx -> sources.accountData().ofNoRoom(tx, user)).stream()
                        .filter(datum -> !datum.content().isEmpty())
                        .map(datum -> datum.event())
                        .toList();
        return JsonObject.builder()
                .put("rooms", JsonArray.from(shown))
                .put("presence", JsonArray.from(sources.presence().current(user)))
                .put("account_data", JsonArray.from(accountData))
                .put("receipts", views.receipts(user, joined, 0, now.of(Stream.RECEIPTS)))
                .put("end", now.toString())
                .build();
    }

    private Optional<JsonObject> room(
            RoomMember member, Requester requester, boolean archived, long now, int limit) {
        ClientEvents.Reader reader = ClientEvents.Reader.of(requester.user(), requester.device());
        Optional<Membership> is = Optional.of(member.membership());
        return switch (member.membership()) {
            case JOIN -> Optional.of(views.view(member.room(), requester, is, now, limit));
            case INVITE -> Optional.of(views.invitation(member, reader));
            case LEAVE ->
                    sources.history()
                            .stays()
                            .end(member)
                            .filter(end -> archived)
                            .map(end -> views.view(member.room(), requester, is, end, limit));
            case BAN, KNOCK -> Optional.empty();
        };
    }

    private JsonObject roomInitialSync(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        long now = sources.history().visibility().rooms(user).position();
        long last = Math.min(now, sources.history().lastShown(room, user));
        Optional<RoomMember> member = rooms.members().member(user, room);
        boolean present = sources.history().mayLookInto(room, user);
        JsonObject view =
                views.view(
                        room,
                        request.requester(),
                        member.map(RoomMember::membership).filter(is -> is != Membership.KNOCK),
                        last,
                        limit(request));
        List<JsonObject> receipts =
                present
                        ? views.receipts(user, Set.of(room), 0, streams.heads().of(Stream.RECEIPTS))
                        : List.of();
        return view.with("receipts", JsonArray.from(receipts))
                .with("presence", JsonArray.from(present ? presence(room, user) : List.of()));
    }

    /// Of those in the room, as far as the user may know of them.
    private List<JsonObject> presence(RoomId room, UserId user) {
        Set<String> members =
                rooms.members().joined(room).stream()
                        .map(UserId::value)
                        .collect(Collectors.toSet());
        return sources.presence().current(user).stream()
                .filter(event -> event.string("sender").filter(members::contains).isPresent())
                .toList();
    }

    private JsonObject events(Request request) {
        Requester requester = request.requester();
        Optional<RoomId> room = request.query("room_id", RoomId::parse);
        if (requester.guest() && room.isEmpty()) {
            throw MatrixError.missingParam("Guests must say which room by 'room_id'");
        }
        room.ifPresent(named -> requireReadable(named, requester.user()));
        Optional<Heads> since =
                request.query("from")
                        .map(text ->
                                Heads.parse(text)
                                        .orElseThrow(() ->
                                                MatrixError.invalidParam("'from' is no token")));
        long timeout = request.queryNumber("timeout").orElse(DEFAULT_TIMEOUT_MS);
        EventStream.Question question =
                new EventStream.Question(
                        requester,
                        since,
                        room,
                        limit(request),
                        Duration.ofMillis(Math.clamp(timeout, 0, MAX_TIMEOUT.toMillis())));
        if (requester.guest()) {
            return events.answer(question);
        }
        try (var _ = sources.presence().syncs(requester, Optional.empty())) {
            return events.answer(question);
        }
    }

    private void requireReadable(RoomId room, UserId user) {
        if (!sources.history().mayLookInto(room, user)) {
            throw MatrixError.forbidden("You may not look into this room");
        }
    }

    private static int limit(Request request) {
        long limit = request.queryNumber("limit").orElse((long) DEFAULT_LIMIT);
        if (limit < 0) {
            throw MatrixError.invalidParam("'limit' must not be negative");
        }
        return Math.clamp(limit, 1, MAX_LIMIT);
    }

    private JsonObject event(Request request) {
        Requester requester = request.requester();
        StoredEvent event =
                rooms.events()
                        .find(request.path("eventId", EventId::parse))
                        .filter(found ->
                                sources.history().visibility().isVisible(requester.user(), found))
                        .orElseThrow(() -> MatrixError.notFound("There is no such event"));
        return sources.history()
                .clientEvents()
                .format(event, ClientEvents.Reader.of(requester.user(), requester.device()));
    }
}
