package myelin.slidingsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// A client on one connection, in the form that clients speak with Synapse. It asks for one list of
/// all rooms, of one event each, unless told otherwise.
final class SlidingClient {

    static final String PATH = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";

    private TestUser user;
    private JsonObject body = JsonObject.of("lists", JsonObject.of("all", list(0, 99, 1)));
    private Optional<String> pos = Optional.empty();

    SlidingClient(TestUser user) {
        this.user = user;
    }

    /// A list with one window, without state.
    static JsonObject list(long first, long last, int timelineLimit) {
        return JsonObject.of(
                "ranges",
                JsonArray.of(JsonArray.of(first, last)),
                "timeline_limit",
                timelineLimit,
                "required_state",
                JsonArray.EMPTY);
    }

    /// A subscription.
    static JsonObject subscription(int timelineLimit, JsonArray... requiredState) {
        return JsonObject.of(
                "timeline_limit",
                timelineLimit,
                "required_state",
                JsonArray.from(List.of(requiredState)));
    }

    /// An entry of required state.
    static JsonArray state(String type, String key) {
        return JsonArray.of(type, key);
    }

    /// From now on asks another server on the same database.
    SlidingClient at(TestServer other) {
        user = user.at(other);
        return this;
    }

    /// From now on asks for something else.
    SlidingClient wants(JsonObject other) {
        body = other;
        return this;
    }

    /// From now on asks for this one list.
    SlidingClient wantsList(JsonObject list) {
        return wants(JsonObject.of("lists", JsonObject.of("all", list)));
    }

    /// From now on asks for one list of all rooms with this state.
    SlidingClient wantsState(JsonArray... requiredState) {
        return wantsList(
                list(0, 99, 1).with("required_state", JsonArray.from(List.of(requiredState))));
    }

    /// From now on asks for this one room.
    SlidingClient subscribes(TestRoom room, JsonObject subscription) {
        return wants(
                JsonObject.of("room_subscriptions", JsonObject.of(room.toString(), subscription)));
    }

    /// From now on asks for this one extension, too.
    SlidingClient extendedBy(String extension) {
        return wants(
                body.with("extensions", JsonObject.of(extension, JsonObject.of("enabled", true))));
    }

    /// Asks, and goes on from there.
    Answer asks() {
        Answer answer = new Answer(raw(pos, "").ok());
        pos = Optional.of(answer.pos());
        return answer;
    }

    /// Asks without going on: as if the answer was lost.
    Answer asksInVain() {
        return new Answer(raw(pos, "").ok());
    }

    /// Asks from a token.
    TestAnswer asksFrom(String token) {
        return raw(Optional.of(token), "");
    }

    /// Asks and waits for news; it waits already when this returns.
    Pending waits() {
        FutureTask<Answer> task =
                new FutureTask<>(() -> new Answer(raw(pos, "&timeout=30000").ok()));
        Thread thread = Thread.startVirtualThread(task);
        while (thread.getState() != Thread.State.TIMED_WAITING && !task.isDone()) {
            Thread.onSpinWait();
        }
        return new Pending(task);
    }

    /// A question that is being answered.
    record Pending(FutureTask<Answer> task) {
        Answer answer() {
            try {
                return task.get(10, TimeUnit.SECONDS);
            } catch (InterruptedException | TimeoutException | ExecutionException failure) {
                throw new AssertionError("no answer", failure);
            }
        }
    }

    private TestAnswer raw(Optional<String> token, String more) {
        String query = token.map(text -> "?pos=" + text).orElse("?nothing=new") + more;
        return user.post(PATH + query, body);
    }

    /// An answer.
    record Answer(JsonObject json) {

        String pos() {
            return json.string("pos").orElseThrow();
        }

        JsonObject lists() {
            return json.object("lists").orElse(JsonObject.EMPTY);
        }

        /// The ids of the rooms in the first window of the list.
        List<String> listed() {
            return answer().list("lists", "all", "ops")
                    .getFirst()
                    .array("room_ids")
                    .orElseThrow()
                    .strings();
        }

        long count() {
            return answer().number("lists", "all", "count");
        }

        JsonObject rooms() {
            return json.object("rooms").orElseThrow();
        }

        Optional<JsonObject> find(TestRoom room) {
            return rooms().object(room.toString());
        }

        JsonObject room(TestRoom room) {
            return find(room).orElseThrow();
        }

        List<JsonObject> timeline(TestRoom room) {
            return room(room).array("timeline").orElse(JsonArray.EMPTY).objects();
        }

        List<String> messages(TestRoom room) {
            return TestAnswer.bodies(timeline(room));
        }

        /// Types and keys of the state.
        List<String> state(TestRoom room) {
            return TestSync.keys(
                    room(room).array("required_state").orElse(JsonArray.EMPTY).objects());
        }

        boolean isInitial(TestRoom room) {
            return is(room, "initial");
        }

        boolean is(TestRoom room, String flag) {
            return room(room).bool(flag).orElse(false);
        }

        long number(TestRoom room, String field) {
            return room(room).integer(field).orElseThrow();
        }

        JsonObject extension(String name) {
            return json.object("extensions").orElseThrow().object(name).orElseThrow();
        }

        /// What an extension tells of a room.
        Optional<Json> extension(String name, TestRoom room) {
            return extension(name).object("rooms").orElseThrow().value(room.toString());
        }

        private TestAnswer answer() {
            return new TestAnswer(200, json);
        }

        void isEmpty() {
            assertThat(rooms().keys()).isEmpty();
        }
    }
}
