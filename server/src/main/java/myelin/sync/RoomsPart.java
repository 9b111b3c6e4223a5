package myelin.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.TimelineToken;
import myelin.members.LocalMembers;
import myelin.members.Members;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import myelin.stream.Heads;
import myelin.stream.Stream;

/// The `rooms` of one answer. Made for one request, by its thread.
final class RoomsPart {

    /// Events of a room's timeline when the filter does not say.
    private static final int DEFAULT_LIMIT = 10;

    private final Sources sources;
    private final Rooms rooms;
    private final SyncRequest request;
    private final Heads now;
    private final LocalMembers.UserRooms userRooms;
    private final RoomsAhead ahead;
    private final RoomStates states;
    private final Timelines timelines;
    private final RoomSummaries summaries;
    private final RoomExtras extras;
    private final StrippedState stripped;
    private final NewJoins newJoins;
    private final ClientEvents.Reader reader;
    private final long after;
    private final int limit;
    private final Set<UserId> met = new HashSet<>();

    /// @param sent the member events that the client has been sent, and will have been
    RoomsPart(
            Sources sources,
            SentMembers.Answer sent,
            SyncRequest request,
            Heads now,
            LocalMembers.UserRooms userRooms,
            AccountDataChanges accountData,
            Sync.Settings settings) {
        this.sources = sources;
        this.rooms = sources.rooms();
        this.request = request;
        this.now = now;
        this.userRooms = userRooms;
        this.after = request.since().map(since -> since.of(Stream.EVENTS)).orElse(0L);
        UserId user = request.user();
        this.reader = ClientEvents.Reader.inRoom(user, request.requester().device());
        this.ahead = new RoomsAhead(sources, user);
        this.states = new RoomStates(rooms, sent, request);
        EventFilter timeline = request.filter().room().timeline();
        this.timelines = new Timelines(sources, user, timeline);
        this.limit = timeline.limit(DEFAULT_LIMIT, settings.config().filterTimelineLimit());
        this.newJoins = new NewJoins(rooms);
        this.stripped = new StrippedState(rooms, settings.prejoinState());
        this.summaries = new RoomSummaries(rooms, user);
        this.extras = new RoomExtras(sources, request, now, accountData);
    }

    /// The part, without what is empty.
    JsonObject build() {
        RoomChanges changes = changes();
        Set<RoomId> touched = new HashSet<>(changes.rooms());
        touched.addAll(extras.load(this::joined));
        List<RoomMember> concerned = concerned(touched);
        concerned.removeIf(member -> !request.filter().room().wants(member.room()));
        if (request.isInitial()) {
            lookForHeroes();
        }
        Sections sections = new Sections();
        int size = RoomsAhead.page(limit + 1);
        for (int from = 0; from < concerned.size(); from += size) {
            int to = Math.min(from + size, concerned.size());
            List<RoomMember> page = concerned.subList(from, to);
            if (request.isWhole()) {
                lookAhead(page);
            }
            page.forEach(member -> tell(member, changes, sections));
        }
        return sections.json();
    }

    private void tell(RoomMember member, RoomChanges changes, Sections sections) {
        String room = member.room().value();
        boolean moved = member.position() > after;
        switch (member.membership()) {
            case JOIN ->
                    joined(member, changes).ifPresent(it -> sections.join.put(room, ready(it)));
            case INVITE -> {
                if (moved || request.fullState()) {
                    JsonObject state = stripped.of(rooms.memberEvent(member));
                    sections.invite.put(room, JsonObject.of("invite_state", state));
                }
            }
            case KNOCK -> {
                if (moved || request.fullState()) {
                    JsonObject state = stripped.of(rooms.memberEvent(member));
                    sections.knock.put(room, JsonObject.of("knock_state", state));
                }
            }
            case LEAVE, BAN -> {
                if (tellsOfLeaving(member, moved)) {
                    sections.leave.put(room, ready(left(member)));
                }
            }
        }
    }

    /// What is told of a room, in the least memory where much is told.
    private JsonObject ready(JsonObject room) {
        return request.isWhole() ? room.written() : room;
    }

    /// The rooms told of, by what the user is there.
    private static final class Sections {
        private final JsonObject.Builder join = JsonObject.builder();
        private final JsonObject.Builder invite = JsonObject.builder();
        private final JsonObject.Builder knock = JsonObject.builder();
        private final JsonObject.Builder leave = JsonObject.builder();

        JsonObject json() {
            JsonObject.Builder rooms = JsonObject.builder();
            put(rooms, "join", join.build());
            put(rooms, "invite", invite.build());
            put(rooms, "knock", knock.build());
            put(rooms, "leave", leave.build());
            return rooms.build();
        }

        private static void put(JsonObject.Builder rooms, String section, JsonObject content) {
            if (!content.isEmpty()) {
                rooms.put(section, content);
            }
        }
    }

    /// Users who have come to share a room with the user since the last answer; known once the part
    /// is built.
    Set<UserId> met() {
        return met;
    }

    private RoomChanges changes() {
        if (request.isInitial()) {
            return RoomChanges.none();
        }
        long upTo = now.of(Stream.EVENTS);
        return rooms.recent()
                .since(after)
                .map(newest -> RoomChanges.among(newest, upTo, this::isJoined))
                .orElseGet(() ->
                        RoomChanges.in(
                                rooms.events().newestInRooms(joined(), after, upTo).keySet()));
    }

    private boolean isJoined(RoomId room) {
        RoomMember member = userRooms.rooms().get(room);
        return member != null && member.membership() == Membership.JOIN;
    }

    private Set<RoomId> joined() {
        Set<RoomId> joined = new HashSet<>();
        userRooms
                .rooms()
                .forEach((room, member) -> {
                    if (member.membership() == Membership.JOIN) {
                        joined.add(room);
                    }
                });
        return joined;
    }

    /// Looks up after whom all rooms are called that have no name.
    private void lookForHeroes() {
        Set<RoomId> nameless = joined();
        nameless.removeAll(rooms.stateOfType(nameless, EventType.M_ROOM_NAME).keySet());
        summaries.lookAhead(nameless);
    }

    /// Looks up together what would else be asked for each of several rooms, all of which is told.
    private void lookAhead(List<RoomMember> page) {
        Set<RoomId> joined = new HashSet<>();
        for (RoomMember member : page) {
            if (member.membership() == Membership.JOIN) {
                joined.add(member.room());
            }
        }
        RoomsAhead.Page read = ahead.read(joined, limit + 1);
        Map<StateRoot, List<StoredEvent>> timelines = new HashMap<>();
        read.newest()
                .values()
                .forEach(newest -> {
                    StoredEvent first = newest.getLast();
                    boolean isWhole = newest.size() <= limit;
                    List<StoredEvent> timeline = isWhole ? newest : newest.subList(0, limit);
                    timelines.put(isWhole ? first.roomStateBefore() : first.roomState(), timeline);
                    timelines.put(newest.getFirst().roomState(), timeline);
                });
        states.lookAhead(ahead, timelines);
        extras.lookAhead(joined);
    }

    /// The rooms that there may be something to tell of. Of a user's many rooms few have changed: the
    /// others are passed over quickly.
    private List<RoomMember> concerned(Set<RoomId> touched) {
        Collection<RoomMember> all = userRooms.rooms().values();
        if (request.isWhole()) {
            return new ArrayList<>(all);
        }
        List<RoomMember> concerned = new ArrayList<>();
        for (RoomMember member : all) {
            if (member.position() > after && !touched.contains(member.room())) {
                concerned.add(member);
            }
        }
        for (RoomId room : touched) {
            RoomMember member = userRooms.rooms().get(room);
            if (member != null) {
                concerned.add(member);
            }
        }
        return concerned;
    }

    /// A forgotten room is told of once, too: the user's other devices have to learn that it is
    /// left. Whoever knows nothing yet learns of rooms from which somebody else has sent the user away,
    /// as with Synapse.
    private boolean tellsOfLeaving(RoomMember member, boolean moved) {
        if (moved && !request.isInitial()) {
            return true;
        }
        boolean wanted =
                request.filter().room().includeLeave()
                        ? request.isWhole()
                        : request.isInitial() && wasSentAway(member);
        return wanted && !member.forgotten();
    }

    private static boolean wasSentAway(RoomMember member) {
        return member.membership() == Membership.BAN || !member.sender().equals(member.user());
    }

    /// A room that the user is in; empty when there is nothing to tell after all.
    private Optional<JsonObject> joined(RoomMember member, RoomChanges changes) {
        RoomId room = member.room();
        boolean newlyJoined = !request.isInitial() && newJoins.hasNewlyJoined(member, after);
        boolean fresh = request.isInitial() || newlyJoined;
        long upTo = now.of(Stream.EVENTS);
        TimelineSlice slice =
                timelines
                        .slice(
                                room,
                                fresh ? 0 : after,
                                upTo,
                                limit,
                                fresh ? Optional.empty() : changes.positions(room))
                        .limited(newlyJoined);
        boolean whole = fresh || request.fullState();
        Optional<RoomSummaries.Summary> summary =
                whole || summaryMayDiffer(room, slice)
                        ? Optional.of(summaries.of(room, slice.stateAfter()))
                        : Optional.empty();
        List<RoomMember> heroes = summary.map(RoomSummaries.Summary::heroes).orElse(List.of());
        List<StoredEvent> state =
                states.withHeroes(
                        state(room, slice, whole), heroes, slice.stateAfter(), slice.events());
        meet(room, newlyJoined, state, slice.events());
        JsonObject.Builder out = JsonObject.builder();
        boolean told =
                whole
                        || summary.isPresent()
                        || !slice.events().isEmpty()
                        || !state.isEmpty()
                        || slice.limited();
        told |= extras.addTo(out, room, fresh);
        if (!told) {
            return Optional.empty();
        }
        out.put("timeline", timeline(slice));
        out.put(request.stateField().text(), state(state));
        summary.ifPresent(it -> out.put("summary", it.json()));
        extras.addUnread(out, room);
        return Optional.of(out.build());
    }

    /// Whether members, or the room's name or alias, have changed.
    private boolean summaryMayDiffer(RoomId room, TimelineSlice slice) {
        StateRoot before = known(room, slice);
        return !before.equals(slice.stateAfter())
                && rooms.states().difference(before, slice.stateAfter()).stream()
                        .anyMatch(change -> RoomSummaries.dependsOn(change.key()));
    }

    /// The state as the client knows it.
    private StateRoot known(RoomId room, TimelineSlice slice) {
        return slice.limited() ? timelines.stateAt(room, after) : slice.stateBefore();
    }

    /// Notes with whom the user shares the room since the last answer.
    private void meet(
            RoomId room, boolean newlyJoined, List<StoredEvent> state, List<StoredEvent> events) {
        if (newlyJoined) {
            met.addAll(rooms.members().joined(room));
            return;
        }
        List<StoredEvent> told = new ArrayList<>(state);
        told.addAll(events);
        told.stream()
                .filter(event -> event.position() > after && isMember(event))
                .filter(NewJoins::isJoin)
                .forEach(event ->
                        event.pdu().stateKey().flatMap(UserId::tryParse).ifPresent(met::add));
    }

    private List<StoredEvent> state(RoomId room, TimelineSlice slice, boolean whole) {
        if (slice.forked()) {
            return forkedState(room, slice, whole);
        }
        StateRoot target = request.stateAfter() ? slice.stateAfter() : slice.stateBefore();
        return whole
                ? states.whole(target, slice.events())
                : states.changed(known(room, slice), target, slice.events());
    }

    /// Where the room had forked, the timeline does not lead from the state before it to the one at its
    /// end: the rest is told beside it, too.
    private List<StoredEvent> forkedState(RoomId room, TimelineSlice slice, boolean whole) {
        List<StoredEvent> told =
                whole
                        ? states.whole(slice.stateAfter(), slice.events())
                        : states.changed(known(room, slice), slice.stateAfter(), slice.events());
        return request.stateAfter()
                ? told
                : told.stream().filter(event -> !slice.events().contains(event)).toList();
    }

    /// A room that the user has left, as it was then.
    private JsonObject left(RoomMember member) {
        RoomId room = member.room();
        Optional<Long> end = sources.history().stays().end(member);
        TimelineSlice slice = timelines.slice(member, end, request.isInitial() ? 0 : after, limit);
        boolean whole = request.isWhole();
        List<StoredEvent> state =
                end.filter(last -> whole || last > after)
                        .map(last -> state(room, slice, whole))
                        .orElse(List.of());
        return JsonObject.of(
                "timeline",
                timeline(slice),
                request.stateField().text(),
                state(state),
                "account_data",
                extras.accountData(room));
    }

    private static boolean isMember(StoredEvent event) {
        return Members.isMember(event.pdu());
    }

    private JsonObject state(List<StoredEvent> events) {
        states.sends(events);
        return JsonObject.of("events", format(events));
    }

    private JsonObject timeline(TimelineSlice slice) {
        states.sends(slice.events());
        return JsonObject.of(
                "events",
                events(slice.events()),
                "limited",
                slice.limited(),
                "prev_batch",
                new TimelineToken(slice.start()).toString());
    }

    /// Events of a timeline, with what relates to them.
    private JsonArray events(List<StoredEvent> events) {
        return switch (request.filter().eventFormat()) {
            case CLIENT ->
                    JsonArray.from(
                            sources.relations().format(events, reader).stream()
                                    .map(request.filter().eventFields()::of)
                                    .toList());
            case FEDERATION -> format(events);
        };
    }

    private JsonArray format(List<StoredEvent> events) {
        return JsonArray.from(events.stream().map(this::format).toList());
    }

    private JsonObject format(StoredEvent event) {
        return switch (request.filter().eventFormat()) {
            case CLIENT ->
                    request.filter()
                            .eventFields()
                            .of(sources.history().clientEvents().format(event, reader));
            case FEDERATION -> sources.history().clientEvents().shown(event, request.user()).json();
        };
    }
}
