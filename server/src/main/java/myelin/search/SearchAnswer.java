package myelin.search;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import myelin.core.event.MemberContent;
import myelin.core.filter.EventFilter;
import myelin.core.id.MxcUri;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonObject;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.history.TimelineToken;
import myelin.relations.Relations;
import myelin.rooms.Rooms;
import myelin.timeline.Timeline;

/// Tells a client what was found: the category `room_events` of an answer. Any thread.
final class SearchAnswer {

    /// A rank is counted in millionths.
    private static final int RANK_DIGITS = 6;

    /// Events that are read for either side of each result, when the user may see but few of them.
    private static final int READ_AROUND = 100;

    private final Rooms rooms;
    private final History history;
    private final Relations relations;
    private final Timeline timeline;

    SearchAnswer(Rooms rooms, History history, Relations relations, Timeline timeline) {
        this.rooms = rooms;
        this.history = history;
        this.relations = relations;
        this.timeline = timeline;
    }

    JsonObject of(SearchRequest request, ResultPage page) {
        JsonObject.Builder answer =
                JsonObject.builder()
                        .put("count", page.count())
                        .put("highlights", JsonArray.from(page.highlights()))
                        .put("results", results(request, page.results()));
        page.next().ifPresent(next -> answer.put("next_batch", next.toString()));
        if (!request.form().groups().isEmpty() && !page.results().isEmpty()) {
            answer.put("groups", groups(request, page));
        }
        if (request.form().state()) {
            answer.put("state", states(request.reader(), page.results()));
        }
        return answer.build();
    }

    private JsonArray results(SearchRequest request, List<Match> matches) {
        Map<Match, Timeline.Around> around = new LinkedHashMap<>();
        request.form()
                .context()
                .ifPresent(context ->
                        matches.forEach(
                                match -> around.put(match, around(request, context, match))));
        Function<StoredEvent, JsonObject> formatted = formatted(request.reader(), matches, around);
        List<JsonObject> results = new ArrayList<>();
        for (Match match : matches) {
            JsonObject context =
                    Optional.ofNullable(around.get(match))
                            .map(events -> context(request, match, events, formatted))
                            .orElse(JsonObject.EMPTY);
            results.add(
                    JsonObject.of(
                            "rank",
                            rank(match),
                            "result",
                            formatted.apply(match.event()),
                            "context",
                            context));
        }
        return JsonArray.from(results);
    }

    private static JsonDecimal rank(Match match) {
        return new JsonDecimal(BigDecimal.valueOf(match.rank(), RANK_DIGITS).toPlainString());
    }

    private Timeline.Around around(
            SearchRequest request, SearchRequest.Context context, Match match) {
        Timeline.Reach reach = new Timeline.Reach(context.before(), context.after(), READ_AROUND);
        return timeline.around(request.reader().user(), match.event(), reach, EventFilter.ALL);
    }

    /// The form of each event of the answer.
    private Function<StoredEvent, JsonObject> formatted(
            ClientEvents.Reader reader, List<Match> matches, Map<Match, Timeline.Around> around) {
        Map<Long, StoredEvent> events = new LinkedHashMap<>();
        matches.forEach(match -> events.put(match.event().position(), match.event()));
        around.values().stream()
                .flatMap(part -> part.events().stream())
                .forEach(event -> events.put(event.position(), event));
        List<Long> positions = List.copyOf(events.keySet());
        List<JsonObject> json = relations.format(List.copyOf(events.values()), reader);
        Map<Long, JsonObject> formatted = new HashMap<>();
        for (int i = 0; i < json.size(); i++) {
            formatted.put(positions.get(i), json.get(i));
        }
        return event -> Objects.requireNonNull(formatted.get(event.position()));
    }

    private JsonObject context(
            SearchRequest request,
            Match match,
            Timeline.Around around,
            Function<StoredEvent, JsonObject> formatted) {
        JsonObject.Builder context =
                JsonObject.builder()
                        .put("start", new TimelineToken(around.before().end()).toString())
                        .put("events_before", json(around.before(), formatted))
                        .put("events_after", json(around.after(), formatted))
                        .put("end", new TimelineToken(around.after().end()).toString());
        if (request.form().context().filter(SearchRequest.Context::profiles).isPresent()) {
            context.put("profile_info", profiles(request.reader(), match, around));
        }
        return context.build();
    }

    private static JsonArray json(Timeline.Page page, Function<StoredEvent, JsonObject> formatted) {
        return JsonArray.from(page.events().stream().map(formatted).toList());
    }

    /// What the senders were called when the last of the events was sent.
    private JsonObject profiles(ClientEvents.Reader reader, Match match, Timeline.Around around) {
        List<StoredEvent> events = new ArrayList<>(around.events());
        events.add(match.event());
        List<StoredEvent> after = around.after().events();
        StoredEvent last = after.isEmpty() ? match.event() : after.getLast();
        JsonObject.Builder profiles = JsonObject.builder();
        for (StoredEvent member : timeline.senders(events, last.roomState())) {
            MemberContent content =
                    new MemberContent(
                            history.clientEvents().shown(member, reader.user()).content());
            JsonObject.Builder profile = JsonObject.builder();
            content.displayName().ifPresent(name -> profile.put("displayname", name));
            content.avatarUrl()
                    .filter(url -> MxcUri.tryParse(url).isPresent())
                    .ifPresent(url -> profile.put("avatar_url", url));
            profiles.put(member.pdu().stateKey().orElseThrow(), profile.build());
        }
        return profiles.build();
    }

    private static JsonObject groups(SearchRequest request, ResultPage page) {
        JsonObject.Builder groups = JsonObject.builder();
        for (Group.Key key : request.form().groups()) {
            JsonObject.Builder values = JsonObject.builder();
            Map<Group, List<Match>> members = page.groups(key);
            int order = 0;
            for (Map.Entry<Group, List<Match>> member : members.entrySet()) {
                order++;
                values.put(
                        member.getKey().value(),
                        group(page, member.getKey(), member.getValue(), order));
            }
            groups.put(key.text(), values.build());
        }
        return groups.build();
    }

    private static JsonObject group(ResultPage page, Group group, List<Match> matches, int order) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("order", order)
                        .put(
                                "results",
                                matches.stream()
                                        .map(match -> match.event().pdu().eventId())
                                        .toList());
        page.next(group).ifPresent(next -> json.put("next_batch", next.toString()));
        return json.build();
    }

    /// The states of the rooms of results, as the user may read them.
    private JsonObject states(ClientEvents.Reader reader, List<Match> matches) {
        Set<RoomId> found = new LinkedHashSet<>();
        matches.forEach(match -> found.add(match.event().pdu().roomId()));
        JsonObject.Builder states = JsonObject.builder();
        for (RoomId room : found) {
            List<StoredEvent> state =
                    rooms.events()
                            .at(rooms.states().numbers(history.readableState(room, reader.user())));
            states.put(
                    room.value(),
                    state.stream()
                            .map(event -> history.clientEvents().format(event, reader))
                            .toList());
        }
        return states.build();
    }
}
