package myelin.initialsync;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.TimelineToken;
import myelin.http.Requester;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import myelin.sync.Sources;

/// What a user sees of a room at first: its state, the newest messages, and his own data. For one who has left it
/// is what there was then.
final class RoomViews {

    private final Sources sources;
    private final Rooms rooms;
    private final Predicate<RoomId> published;

    /// @param published whether the public room list shows a room
    RoomViews(Sources sources, Predicate<RoomId> published) {
        this.sources = sources;
        this.rooms = sources.rooms();
        this.published = published;
    }

    /// A room that the user is invited to, as member of it or not.
    JsonObject invitation(RoomMember member, ClientEvents.Reader reader) {
        StoredEvent invite = rooms.memberEvent(member);
        return named(member.room())
                .put("membership", member.membership().text())
                .put("inviter", member.sender())
                .put("invite", sources.history().clientEvents().format(invite, reader))
                .build();
    }

    /// A room that the user may read.
    ///
    /// @param membership what the user is to it; empty: somebody who looks in, or knocks, for which these views
    ///     have no word
    /// @param end the last position that is shown
    JsonObject view(
            RoomId room,
            Requester requester,
            Optional<Membership> membership,
            long end,
            int limit) {
        ClientEvents.Reader reader = ClientEvents.Reader.of(requester.user(), requester.device());
        StateRoot state = sources.history().readableState(room, requester.user());
        JsonObject.Builder view = named(room).put("messages", messages(room, reader, end, limit));
        view.put("state", format(rooms.events().at(rooms.states().numbers(state)), reader));
        membership.ifPresent(is -> view.put("membership", is.text()));
        view.put("account_data", accountData(room, requester.user()));
        return view.build();
    }

    private JsonObject.Builder named(RoomId room) {
        return JsonObject.builder()
                .put("room_id", room)
                .put("visibility", published.test(room) ? "public" : "private");
    }

    private JsonObject messages(RoomId room, ClientEvents.Reader reader, long end, int limit) {
        List<StoredEvent> newest =
                rooms.events().inRoom(room, EventRange.backwardFrom(end, limit)).reversed();
        long start = newest.isEmpty() ? end : newest.getFirst().position() - 1;
        return JsonObject.of(
                "chunk",
                format(sources.relations().visible(reader.user(), newest), reader),
                "start",
                new TimelineToken(start).toString(),
                "end",
                new TimelineToken(end).toString());
    }

    private JsonArray format(List<StoredEvent> events, ClientEvents.Reader reader) {
        return JsonArray.from(
                events.stream()
                        .map(event -> sources.history().clientEvents().format(event, reader))
                        .toList());
    }

    private JsonArray accountData(RoomId room, UserId user) {
        return JsonArray.from(
                sources.database().read(tx -> sources.accountData().of(tx, user, room)).stream()
                        .filter(datum -> !datum.content().isEmpty())
                        .map(datum -> datum.event())
                        .toList());
    }

    /// The receipts of rooms, each as an event.
    List<JsonObject> receipts(UserId user, Set<RoomId> in, long after, long upTo) {
        return events("m.receipt", sources.receipts().changes(user, in, after, upTo));
    }

    /// Contents by room as events.
    static List<JsonObject> events(String type, Map<RoomId, JsonObject> contents) {
        return contents.entrySet().stream()
                .map(entry ->
                        JsonObject.of(
                                "type",
                                type,
                                "room_id",
                                entry.getKey(),
                                "content",
                                entry.getValue()))
                .toList();
    }
}
