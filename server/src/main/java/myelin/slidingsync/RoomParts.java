package myelin.slidingsync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.core.event.EventType;
import myelin.core.filter.EventFilter;
import myelin.core.filter.RequiredState;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.TimelineToken;
import myelin.members.RoomMember;
import myelin.push.UnreadCounts;
import myelin.rooms.RoomHead;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import myelin.stream.Stream;
import myelin.sync.NewJoins;
import myelin.sync.RoomSummaries;
import myelin.sync.RoomsAhead;
import myelin.sync.SentMembers;
import myelin.sync.Sources;
import myelin.sync.StrippedState;
import myelin.sync.TimelineSlice;
import myelin.sync.Timelines;
import org.jspecify.annotations.Nullable;

/// Tells of single rooms. Made for one answer, by its thread.
final class RoomParts {

    private static final StateKey NAME = StateKey.of(EventType.M_ROOM_NAME);
    private static final StateKey AVATAR = StateKey.of(EventType.M_ROOM_AVATAR);

    private static final UnreadCounts.Count NOTHING_UNREAD = UnreadCounts.Count.NONE;

    private final Sources sources;
    private final Rooms rooms;
    private final Dialect dialect;
    private final Moment moment;
    private final RoomsAhead ahead;
    private final StrippedState stripped;
    private final Timelines timelines;
    private final RoomSummaries summaries;
    private final NewJoins newJoins;
    private final RequiredEvents required;
    private final ClientEvents.Reader reader;

    RoomParts(
            Sources sources,
            SlidingRequest request,
            Moment moment,
            StrippedState stripped,
            SentMembers.Answer members) {
        this.sources = sources;
        this.rooms = sources.rooms();
        this.dialect = request.dialect();
        this.moment = moment;
        this.ahead = new RoomsAhead(sources, moment.user());
        this.stripped = stripped;
        this.timelines = new Timelines(sources, moment.user(), EventFilter.ALL);
        this.summaries = new RoomSummaries(rooms, moment.user());
        this.newJoins = new NewJoins(rooms);
        this.required = new RequiredEvents(rooms, timelines, members);
        this.reader = ClientEvents.Reader.inRoom(moment.user(), request.requester().device());
    }

    /// Looks up together what would else be asked for each of several rooms, all of which the client wants the
    /// same of.
    void lookAhead(Collection<RoomId> some, RoomConfig wanted) {
        required.lookAhead(some, wanted.requiredState());
        Map<RoomId, Long> named = rooms.stateOfType(some, EventType.M_ROOM_NAME);
        summaries.lookAhead(some.stream().filter(room -> !named.containsKey(room)).toList());
    }

    /// Reads into memory what is told of some of these rooms.
    void read(Collection<RoomId> some, RoomConfig wanted) {
        RoomsAhead.Page page = ahead.read(some, wanted.timelineLimit() + 1);
        required.read(ahead, page, wanted.requiredState(), Set.of(NAME, AVATAR));
        if (dialect.countsUnread()) {
            sources.push().unread().lookAhead(moment.user(), some, moment.upTo(Stream.EVENTS));
        }
    }

    /// What is told of a room.
    ///
    /// @param isNews there is something that the client does not know
    /// @param sent as much as the client has been sent by now
    /// @param timeline the events told of
    /// @param fromAnew the client is told of the room as if for the first time
    record Told(
            JsonObject json,
            boolean isNews,
            RoomConfig sent,
            Set<EventId> timeline,
            boolean fromAnew) {}

    /// Tells what of a room the client does not know.
    ///
    /// @param before what it was sent before
    /// @param limit the most events of the timeline
    /// @param dm whether it is a direct chat
    Told tell(Interest.Room room, Optional<SentRoom> before, int limit, boolean dm) {
        RoomMember member = room.listed().member();
        boolean waits =
                member.membership() == Membership.INVITE || member.membership() == Membership.KNOCK;
        JsonObject.Builder out = JsonObject.builder();
        if (dialect.tellsMembership()) {
            out.put("membership", member.membership().text());
            if (!room.lists().isEmpty()) {
                out.put("lists", room.lists());
            }
        }
        boolean dmChanged = before.map(sent -> sent.dm() != dm).orElse(dm);
        if (dm || (dialect.tellsRemovals() && dmChanged)) {
            out.put("is_dm", dm);
        }
        return waits
                ? invitation(out, room, before)
                : history(out, stretch(room, before), limit, dmChanged);
    }

    private Told invitation(JsonObject.Builder out, Interest.Room room, Optional<SentRoom> before) {
        RoomMember member = room.listed().member();
        out.put(
                dialect.strippedState(),
                JsonArray.from(stripped.events(rooms.memberEvent(member))));
        out.put("bump_stamp", member.position());
        putUnread(out, NOTHING_UNREAD);
        if (before.isEmpty()) {
            out.put("initial", true);
        }
        return new Told(out.build(), true, room.config(), Set.of(), before.isEmpty());
    }

    private Stretch stretch(Interest.Room room, Optional<SentRoom> before) {
        RoomMember member = room.listed().member();
        long now = moment.upTo(Stream.EVENTS);
        long known = before.map(sent -> sent.events(moment.after(Stream.EVENTS))).orElse(0L);
        boolean joined = member.membership() == Membership.JOIN;
        boolean initial = before.isEmpty() || (joined && newJoins.hasNewlyJoined(member, known));
        Optional<Long> stay = sources.history().stays().end(member);
        long upTo = Math.min(now, stay.orElse(member.position()));
        return new Stretch(
                room,
                initial ? 0 : known,
                upTo,
                initial,
                before.map(SentRoom::config).orElse(new RoomConfig(0, RequiredState.NONE)),
                stay.isPresent() ? stateAt(room.id(), upTo) : StateRoot.EMPTY,
                stay.isPresent());
    }

    private StateRoot stateAt(RoomId room, long position) {
        return rooms.find(room)
                .map(RoomSnapshot::head)
                .filter(head -> head.position() <= position)
                .map(RoomHead::state)
                .orElseGet(() -> timelines.stateAt(room, position));
    }

    private Told history(JsonObject.Builder out, Stretch stretch, int limit, boolean dmChanged) {
        Stretch.Events timeline = new Stretch.Events(List.of(), false);
        if (limit > 0) {
            timeline = putTimeline(out, stretch, limit);
        }
        RequiredEvents.Chosen state = required.choose(stretch, timeline);
        boolean news =
                stretch.initial()
                        || stretch.expanded()
                        || dmChanged
                        || !timeline.events().isEmpty()
                        || timeline.limited()
                        || !state.events().isEmpty()
                        || !state.deleted().isEmpty();
        putState(out, state);
        news |= putSummary(out, stretch, state);
        news |= putBump(out, stretch);
        if (stretch.initial()) {
            out.put("initial", true);
        }
        if (stretch.expanded()) {
            out.put(dialect.expandedTimeline(), true);
        }
        if (!stretch.readable() && dialect.tellsMembership()) {
            StoredEvent own = rooms.memberEvent(stretch.member());
            out.put(dialect.strippedState(), JsonArray.of(StrippedState.own(own)));
        }
        return new Told(
                out.build(),
                news,
                new RoomConfig(timelineLimit(stretch, timeline), state.sent()),
                ids(timeline),
                stretch.initial() || stretch.expanded());
    }

    /// How many of the newest events the client has by now, as far as it wants them: fewer than before
    /// once there is a gap.
    private static int timelineLimit(Stretch stretch, Stretch.Events timeline) {
        int wanted = stretch.config().timelineLimit();
        return stretch.initial() || timeline.limited()
                ? wanted
                : Math.max(wanted, stretch.before().timelineLimit());
    }

    private static Set<EventId> ids(Stretch.Events timeline) {
        return timeline.events().stream()
                .map(event -> event.pdu().eventId())
                .collect(Collectors.toSet());
    }

    private Stretch.Events putTimeline(JsonObject.Builder out, Stretch stretch, int limit) {
        long after = stretch.expanded() ? 0 : stretch.from();
        TimelineSlice slice =
                stretch.isJoined()
                        ? timelines.slice(
                                stretch.id(), after, stretch.upTo(), limit, Optional.empty())
                        : timelines.slice(stretch.member(), stretch.endOfStay(), after, limit);
        long since = moment.isFirst() ? Long.MAX_VALUE : moment.after(Stream.EVENTS);
        long live = slice.events().stream().filter(event -> event.position() > since).count();
        if (!slice.events().isEmpty()) {
            out.put("timeline", format(slice.events()));
        }
        out.put("limited", slice.limited())
                .put("prev_batch", new TimelineToken(slice.start()).toString())
                .put("num_live", live);
        return new Stretch.Events(slice.events(), slice.limited());
    }

    private void putState(JsonObject.Builder out, RequiredEvents.Chosen state) {
        List<JsonObject> events = new ArrayList<>();
        state.events()
                .forEach(event ->
                        events.add(sources.history().clientEvents().format(event, reader)));
        if (dialect.tellsRemovals()) {
            for (StateKey key : state.deleted()) {
                events.add(JsonObject.of("type", key.type(), "state_key", key.key()));
            }
        }
        if (!events.isEmpty()) {
            out.put("required_state", JsonArray.from(events));
        }
    }

    /// Name, avatar, heroes and counts, as far as they may be others than before.
    ///
    /// @return whether there were any
    private boolean putSummary(
            JsonObject.Builder out, Stretch stretch, RequiredEvents.Chosen state) {
        if (!stretch.readable()) {
            return false;
        }
        boolean nameChanged = stretch.initial() || state.hasChanged(EventType.M_ROOM_NAME);
        boolean avatarChanged = stretch.initial() || state.hasChanged(EventType.M_ROOM_AVATAR);
        boolean membersChanged = stretch.initial() || state.hasChangedMembers();
        Map<StateKey, Long> named = rooms.states().events(stretch.end(), List.of(NAME, AVATAR));
        Optional<String> name = text(named.get(NAME), "name");
        if (nameChanged) {
            put(out, "name", name, stretch.initial());
        }
        if (avatarChanged) {
            put(out, "avatar", text(named.get(AVATAR), "url"), stretch.initial());
        }
        boolean joined = stretch.isJoined();
        if (joined && membersChanged) {
            putCounts(out, stretch.id());
        }
        if (joined && name.isEmpty() && (membersChanged || nameChanged)) {
            putHeroes(out, stretch.id());
        }
        return nameChanged || avatarChanged || membersChanged;
    }

    private void putCounts(JsonObject.Builder out, RoomId room) {
        rooms.find(room)
                .ifPresent(now ->
                        out.put("joined_count", now.head().joinedMembers())
                                .put("invited_count", now.head().invitedMembers()));
    }

    private void putHeroes(JsonObject.Builder out, RoomId room) {
        List<JsonObject> heroes = new ArrayList<>();
        for (RoomMember hero : summaries.heroes(room)) {
            JsonObject.Builder json = JsonObject.builder().put("user_id", hero.user());
            hero.displayName().ifPresent(name -> json.put("displayname", name));
            hero.avatarUrl().ifPresent(url -> json.put("avatar_url", url));
            heroes.add(json.build());
        }
        if (!heroes.isEmpty()) {
            out.put("heroes", JsonArray.from(heroes));
        }
    }

    private void put(JsonObject.Builder out, String key, Optional<String> value, boolean initial) {
        if (value.isPresent()) {
            out.put(key, value.get());
        } else if (!initial && dialect.tellsRemovals()) {
            out.put(key, JsonNull.INSTANCE);
        }
    }

    /// A text of a state event's content; an empty one stands for none.
    private Optional<String> text(@Nullable Long number, String field) {
        return Optional.ofNullable(number)
                .map(rooms.events()::at)
                .flatMap(event -> event.shown().content().string(field))
                .filter(text -> !text.isEmpty());
    }

    /// The place of the last event that brings the room up, or of the user's membership.
    ///
    /// @return whether it is another than before
    private boolean putBump(JsonObject.Builder out, Stretch stretch) {
        long bump = stretch.member().position();
        if (stretch.isJoined()) {
            putUnread(out, unread(stretch.id()));
            bump =
                    rooms.find(stretch.id())
                            .map(now -> now.head().bumpPosition())
                            .filter(position -> position > 0)
                            .orElse(bump);
        } else {
            putUnread(out, NOTHING_UNREAD);
        }
        boolean changed = stretch.initial() || bump > stretch.from();
        if (changed) {
            out.put("bump_stamp", bump);
        }
        return changed;
    }

    private UnreadCounts.Count unread(RoomId room) {
        return dialect.countsUnread()
                ? sources.push()
                        .unread()
                        .of(moment.user(), room, moment.upTo(Stream.EVENTS))
                        .total()
                : NOTHING_UNREAD;
    }

    private void putUnread(JsonObject.Builder out, UnreadCounts.Count count) {
        if (dialect.countsUnread()) {
            out.put("notification_count", count.notifications())
                    .put("highlight_count", count.highlights());
        }
    }

    private JsonArray format(List<StoredEvent> events) {
        return JsonArray.from(sources.relations().format(events, reader));
    }
}
