package myelin.search;

import java.util.List;
import java.util.Optional;
import myelin.TestAnswer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What a search has found.
record Found(TestAnswer answer) {

    private static final String[] CATEGORY = {"search_categories", "room_events"};

    /// Searches.
    ///
    /// @param criteria what is asked beside the term
    static Found by(TestUser user, String term, JsonObject criteria) {
        return asked(user, "", term, criteria);
    }

    /// Searches for the newest.
    static Found by(TestUser user, String term) {
        return by(user, term, JsonObject.of("order_by", "recent"));
    }

    /// The page at a token of the same search.
    static Found after(String token, TestUser user, String term, JsonObject criteria) {
        return asked(user, "?next_batch=" + TestUser.encoded(token), term, criteria);
    }

    private static Found asked(TestUser user, String query, String term, JsonObject criteria) {
        JsonObject events = criteria.with("search_term", term);
        JsonObject body = JsonObject.of("search_categories", JsonObject.of("room_events", events));
        return new Found(user.post("/search" + query, body));
    }

    private JsonObject category() {
        return answer.ok()
                .object(CATEGORY[0])
                .flatMap(categories -> categories.object(CATEGORY[1]))
                .orElseThrow();
    }

    /// The results, with their ranks and contexts.
    List<JsonObject> results() {
        return category().array("results").orElseThrow().objects();
    }

    /// The events that were found.
    List<JsonObject> events() {
        return results().stream().map(result -> result.object("result").orElseThrow()).toList();
    }

    /// Their ids.
    List<String> ids() {
        return events().stream().map(event -> event.string("event_id").orElseThrow()).toList();
    }

    /// What those of them say that are messages.
    List<String> bodies() {
        return TestAnswer.bodies(events());
    }

    long count() {
        return category().integer("count").orElseThrow();
    }

    List<String> highlights() {
        return category().array("highlights").orElse(JsonArray.EMPTY).strings();
    }

    Optional<String> next() {
        return category().string("next_batch");
    }

    /// The results in a group.
    ///
    /// @param key room_id or sender
    JsonObject group(String key, Object value) {
        return category()
                .object("groups")
                .flatMap(groups -> groups.object(key))
                .flatMap(groups -> groups.object(value.toString()))
                .orElse(JsonObject.EMPTY);
    }

    /// The state that came with the results of a room.
    List<JsonObject> state(Object room) {
        return category()
                .object("state")
                .flatMap(rooms -> rooms.array(room.toString()))
                .orElse(JsonArray.EMPTY)
                .objects();
    }
}
