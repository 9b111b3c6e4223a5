package myelin.slidingsync;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.members.LocalMembers;
import myelin.roomlists.ListFacts;
import myelin.roomlists.ListedRoom;
import myelin.roomlists.RoomLists;
import myelin.stream.Heads;
import myelin.stream.Stream;
import myelin.stream.Streams;
import myelin.sync.SentMembers;
import myelin.sync.Sources;
import myelin.sync.StrippedState;
import myelin.sync.Sync;

/// Builds the answers. Any thread.
final class Answers {

    private final Sources sources;
    private final Streams streams;
    private final Set<RoomId> excluded;
    private final StrippedState stripped;
    private final RoomLists roomLists;

    Answers(Sources sources, Streams streams, RoomLists roomLists, Sync.Settings settings) {
        this.sources = sources;
        this.streams = streams;
        this.excluded = settings.config().excludeRoomsFromSync();
        this.stripped = new StrippedState(sources.rooms(), settings.prejoinState());
        this.roomLists = roomLists;
    }

    /// An answer, but for the token with which the client goes on.
    ///
    /// @param isNews it tells something that the client does not know
    /// @param now up to where the streams are told
    /// @param state what the client will have been sent of rooms
    /// @param members the member events among that
    record Answer(
            JsonObject json,
            boolean isNews,
            Heads now,
            ConnectionState state,
            SentMembers.Answer members) {}

    /// What a client does not know yet, as of now.
    ///
    /// It may have been served by another node that was ahead: what it knows, this one has to know
    /// before it looks.
    ///
    /// @param state what it was sent of rooms
    /// @param members the member events among that
    Answer build(
            SlidingRequest request,
            Optional<Heads> since,
            ConnectionState state,
            SentMembers.Answer members) {
        since.ifPresent(heads -> sources.rooms().feed().catchUp(heads.of(Stream.EVENTS)));
        LocalMembers.UserRooms userRooms =
                sources.history().visibility().rooms(request.user()).without(excluded);
        Heads now =
                streams.heads()
                        .max(since.orElse(Heads.ZERO))
                        .with(Stream.EVENTS, userRooms.position());
        Moment moment = new Moment(request.user(), since, now);
        ListFacts facts = roomLists.facts(request.user());
        boolean ofRooms = request.wantsRooms() || state.size() > 0;
        List<ListedRoom> all = ofRooms ? roomLists.of(request.user(), userRooms) : List.of();
        Interest interest = new Windows(sources, request.asked(), moment, state, facts).look(all);
        ConnectionState.Next next = state.next();
        RoomParts parts = new RoomParts(sources, request, moment, stripped, members);
        RoomsPart rooms = new RoomsPart(sources, request.dialect(), moment, state, facts, parts);
        Map<RoomId, RoomParts.Told> told = rooms.tell(interest, next);
        rooms.noteUnsent(all, interest, next);
        ExtensionParts extensions = new ExtensionParts(sources, moment, interest, state, next);
        JsonObject extended = extensions.build(request.asked().extensions(), told);
        return new Answer(
                json(request, interest, told).with("extensions", extended),
                !told.isEmpty() || extensions.isNews(),
                now,
                next.build(),
                members);
    }

    private static JsonObject json(
            SlidingRequest request, Interest interest, Map<RoomId, RoomParts.Told> told) {
        JsonObject.Builder rooms = JsonObject.builder();
        told.forEach((room, part) -> rooms.put(room.value(), part.json()));
        JsonObject.Builder lists = JsonObject.builder();
        interest.lists().forEach((name, seen) -> lists.put(name, list(request.dialect(), seen)));
        JsonObject json = JsonObject.of("rooms", rooms.build());
        return interest.lists().isEmpty() ? json : json.with("lists", lists.build());
    }

    private static JsonObject list(Dialect dialect, Interest.Seen seen) {
        JsonObject count = JsonObject.of("count", seen.count());
        if (!dialect.hasListOperations()) {
            return count;
        }
        List<JsonObject> operations = new ArrayList<>();
        for (Interest.View view : seen.views()) {
            long last = Math.min(view.window().last(), Math.max(0, seen.count() - 1));
            boolean whole = view.window().equals(ListConfig.Window.WHOLE);
            operations.add(
                    JsonObject.of(
                            "op",
                            "SYNC",
                            "range",
                            JsonArray.of(
                                    view.window().first(), whole ? last : view.window().last()),
                            "room_ids",
                            JsonArray.from(view.rooms())));
        }
        return count.with("ops", JsonArray.from(operations));
    }
}
