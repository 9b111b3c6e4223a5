package myelin.sync;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.filter.EventFilter;
import myelin.core.filter.SyncFilter;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.members.LocalMembers;
import myelin.stream.Heads;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Builds answers to `/sync`, part by part. Any thread.
final class SyncAnswers {

    private final Sources sources;
    private final Streams streams;
    private final SentMembers<Client, Heads> members = new SentMembers<>();
    private final Sync.Settings settings;

    SyncAnswers(Sources sources, Streams streams, Sync.Settings settings) {
        this.sources = sources;
        this.streams = streams;
        this.settings = settings;
    }

    /// One client of those that a user may have on a device.
    private record Client(UserId user, Optional<DeviceId> device, SyncFilter filter) {

        static Client of(SyncRequest request) {
            return new Client(request.user(), request.requester().device(), request.filter());
        }
    }

    /// An answer.
    ///
    /// @param isNews it tells something that the client does not know
    /// @param next from where the client goes on
    /// @param members the member events that it will have been sent
    record Answer(JsonObject json, boolean isNews, Heads next, SentMembers.Answer members) {}

    /// What the client does not know yet, as of now.
    ///
    /// The client may have been served by another node that was ahead: what it knows, this one has to
    /// know before it looks.
    Answer build(SyncRequest request) {
        request.since().ifPresent(since -> sources.rooms().feed().catchUp(since.of(Stream.EVENTS)));
        LocalMembers.UserRooms userRooms =
                sources.history()
                        .visibility()
                        .rooms(request.user())
                        .without(settings.config().excludeRoomsFromSync());
        Heads now = streams.heads().with(Stream.EVENTS, userRooms.position());
        SentMembers.Answer sent = sent(request);
        JsonObject.Builder answer = JsonObject.builder();
        boolean news = request.isWhole();
        if (news || !request.since().equals(Optional.of(now))) {
            AccountDataChanges changes =
                    request.fullState()
                            ? AccountDataChanges.whole(sources, request.user(), now)
                            : AccountDataChanges.read(
                                    sources, request.user(), request.since(), now);
            RoomsPart part =
                    new RoomsPart(sources, sent, request, now, userRooms, changes, settings);
            JsonObject rooms = part.build();
            List<JsonObject> accountData =
                    RoomExtras.wanted(
                            changes.global(), request.filter().accountData(), Optional.empty());
            List<JsonObject> presence = presence(request, now, part.met());
            news |= !rooms.isEmpty() || !accountData.isEmpty() || !presence.isEmpty();
            putUnlessEmpty(answer, "rooms", rooms);
            putEvents(answer, "account_data", accountData);
            putEvents(answer, "presence", presence);
        }
        answer.put("next_batch", now.toString());
        return new Answer(answer.build(), news, now, sent);
    }

    private SentMembers.Answer sent(SyncRequest request) {
        return request.since()
                .filter(since -> loadsLazily(request))
                .map(since -> members.from(Client.of(request), since))
                .orElseGet(SentMembers::first);
    }

    private static boolean loadsLazily(SyncRequest request) {
        return request.filter().room().state().lazyLoadMembers();
    }

    /// Notes what an answer that goes out has told.
    void sends(SyncRequest request, Answer answer) {
        if (loadsLazily(request)) {
            members.keep(Client.of(request), answer.members(), answer.next());
        }
    }

    /// @param met users whose presence the client does not know, changed or not
    private List<JsonObject> presence(SyncRequest request, Heads now, Set<UserId> met) {
        EventFilter filter = request.filter().presence();
        if (filter.isNothing() || !filter.wantsType("m.presence")) {
            return List.of();
        }
        long upTo = now.of(Stream.PRESENCE);
        List<JsonObject> all =
                request.isInitial()
                        ? sources.presence().current(request.user())
                        : sources.presence()
                                .changes(
                                        request.user(), after(request, Stream.PRESENCE), upTo, met);
        return RoomExtras.wanted(all, filter, Optional.empty());
    }

    private static long after(SyncRequest request, Stream stream) {
        return request.since().map(since -> since.of(stream)).orElse(0L);
    }

    private static void putUnlessEmpty(JsonObject.Builder answer, String part, JsonObject json) {
        if (!json.isEmpty()) {
            answer.put(part, json);
        }
    }

    private static void putEvents(JsonObject.Builder answer, String part, List<JsonObject> events) {
        if (!events.isEmpty()) {
            answer.put(part, JsonObject.of("events", JsonArray.from(events)));
        }
    }
}
