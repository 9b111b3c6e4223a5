package myelin.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestServer;
import myelin.core.json.JsonObject;
import myelin.http.Caller;
import myelin.http.Route;
import myelin.limits.RateLimit;
import org.junit.jupiter.api.Test;

/// The rules of [Conformance] on the server's routes and on some made for the purpose, and `docs/absent.md` by itself.
final class ConformanceTest {
    private static final SpecFacts FACTS = SpecFacts.committed();
    private static final String SYNC = "/_matrix/client/v3/sync";

    @Test
    void everyAbsentOperationIsOneOfTheSpecAndHasAReason() {
        Absent absent = Absent.read();
        assertThat(absent.reasons().keySet()).isSubsetOf(Conformance.SERVED);
        assertThat(absent.unknown(FACTS)).isEmpty();
        assertThat(absent.unexplained()).isEmpty();
    }

    @BothDatabases
    @Configured("login_via_existing_session: {enabled: true}")
    void theServerServesWhatTheSpecAsksForAndAsItAsks(TestServer server) {
        assertThat(Conformance.problems(server.homeserver().routes())).isEmpty();
    }

    @Test
    void aRouteOfTheSpecIsAtItsPlace() {
        assertThat(rules(sync(SYNC).operation("sync")).strangers()).isEmpty();
        assertThat(rules(sync(SYNC).operation("synch")).strangers()).hasSize(1);
        assertThat(rules(sync("/_matrix/client/v3/synch").operation("sync")).strangers())
                .hasSize(1);
        assertThat(rules(sync("/a").operation("sync").also(SYNC)).strangers()).hasSize(1);
        assertThat(rules(sync(SYNC)).strangers()).hasSize(1);
        assertThat(rules(sync("/_synapse/x").synapse()).strangers()).isEmpty();
        assertThat(rules(sync("/_matrix/x").unstable("msc1")).strangers()).isEmpty();
    }

    @Test
    void aServedOperationIsNotAbsent() {
        Absent absent = Absent.parse(List.of("## client-server", "| `sync` | `x` | later |"));
        Conformance rules =
                new Conformance(List.of(route(sync(SYNC).operation("sync"))), FACTS, absent);
        assertThat(rules.unserved()).anyMatch(problem -> problem.startsWith("sync (GET"));
        assertThat(rules(sync(SYNC).operation("sync")).unserved())
                .noneMatch(problem -> problem.startsWith("sync (GET"))
                .anyMatch(problem -> problem.startsWith("login (POST"));
    }

    @Test
    void theCallerIsTheOneOfTheSpec() {
        assertThat(rules(sync(SYNC).operation("sync")).misguarded()).isEmpty();
        assertThat(rules(sync(SYNC).operation("sync").caller(Caller.ANYONE)).misguarded())
                .hasSize(1);
    }

    @Test
    void whatMayAnswer429HasALimit() {
        Route.Draft login = Route.post("/_matrix/client/v3/login").operation("login");
        assertThat(rules(login).unlimited()).hasSize(1);
        assertThat(rules(login.limit(RateLimit.LOGIN_ADDRESS)).unlimited()).isEmpty();
    }

    @Test
    void answersAreComparedWithTheSpec() {
        Route sync = route(sync(SYNC).operation("sync"));
        assertThat(ResponseCheck.problems(sync, 200, JsonObject.of("next_batch", "m1"))).isEmpty();
        assertThat(ResponseCheck.problems(sync, 200, JsonObject.EMPTY))
                .containsExactly("sync (GET " + SYNC + ") 200: the answer lacks next_batch");
        assertThat(ResponseCheck.problems(sync, 200, JsonObject.of("next_batch", 1))).hasSize(1);
        assertThat(ResponseCheck.problems(sync, 201, JsonObject.EMPTY)).hasSize(1);
        assertThat(ResponseCheck.problems(sync, 200, null)).hasSize(1);
    }

    @Test
    void eventsInAnswersAreComparedWithTheSpec() {
        Route sync = route(sync(SYNC).operation("sync"));
        JsonObject typing =
                JsonObject.of("type", "m.typing", "content", JsonObject.of("user_ids", "bob"));
        JsonObject answer = JsonObject.of("next_batch", "m1", "rooms", inRoom("ephemeral", typing));
        assertThat(ResponseCheck.problems(sync, 200, answer))
                .singleElement()
                .asString()
                .contains(
                        "rooms.join.!a:b.ephemeral.events[0].content.user_ids is \"bob\", must be");
    }

    @Test
    void errorsHaveCodeAndWords() {
        Route sync = route(sync(SYNC).operation("sync"));
        JsonObject good = JsonObject.of("errcode", "M_FORBIDDEN", "error", "No");
        assertThat(ResponseCheck.problems(sync, 403, good)).isEmpty();
        assertThat(ResponseCheck.problems(sync, 403, JsonObject.EMPTY)).hasSize(2);
        assertThat(ResponseCheck.problems(sync, 500, good)).hasSize(1);
    }

    private static JsonObject inRoom(String part, JsonObject event) {
        JsonObject events = JsonObject.of("events", List.of(event));
        return JsonObject.of("join", JsonObject.of("!a:b", JsonObject.of(part, events)));
    }

    private static Route.Draft sync(String path) {
        return Route.get(path).caller(Caller.USER);
    }

    private static Conformance rules(Route.Draft draft) {
        return new Conformance(List.of(route(draft)), FACTS, new Absent(Map.of()));
    }

    private static Route route(Route.Draft draft) {
        return draft.to(request -> JsonObject.EMPTY);
    }
}
