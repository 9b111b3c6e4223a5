package myelin.search;

import java.util.List;
import java.util.Set;
import myelin.cluster.Follower;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.events.EventIndex;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.relations.Relations;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.timeline.Timeline;

/// Searching in what was said
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#server-side-search)). Any thread.
public final class Search implements Capability {

    private final boolean enabled;
    private final SearchedRooms searched;
    private final Matches matches;
    private final SearchAnswer answer;
    private final MessageIndexFollower index;

    /// @param enabled whether there is any search; if not, no index is written
    public Search(
            Database database,
            Rooms rooms,
            History history,
            Relations relations,
            Timeline timeline,
            boolean enabled) {
        this.enabled = enabled;
        Texts texts = new Texts(rooms);
        this.searched = new SearchedRooms(rooms, history.stays());
        this.matches = new Matches(database, rooms, history, relations, texts);
        this.answer = new SearchAnswer(rooms, history, relations, timeline);
        this.index = new MessageIndexFollower(database, rooms, relations, texts);
    }

    @Override
    public List<Route> routes() {
        return new SearchEndpoints(enabled, this::search).routes();
    }

    @Override
    public List<Follower> followers() {
        return enabled ? List.of(index.follower()) : List.of();
    }

    /// What takes out of the index what is deleted, be there any search or not.
    public EventIndex index() {
        return index;
    }

    private JsonObject search(SearchRequest asked) {
        UserId user = asked.reader().user();
        EventFilter filter = searched.widened(asked.filter(), user);
        SearchRequest request = asked.with(filter);
        Set<RoomId> in = searched.of(user, filter);
        return answer.of(request, new ResultPage(request, matches.of(request, in)));
    }
}
