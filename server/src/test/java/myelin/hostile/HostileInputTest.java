package myelin.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestServer;
import myelin.TestUser;
import myelin.http.Caller;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Route;
import myelin.spec.SpecFacts;
import org.jspecify.annotations.Nullable;

/// Whatever is sent to any operation, by whomever, is answered: never with a 5xx, never with a trace in the log.
///
/// Each run sends the same. `make hostile minutes=60` goes on with other seeds; `make hostile seed=7` sends those of one.
final class HostileInputTest {
    private static final long STANDARD = 1;
    private static final int TYPES_IN_A_ROOM = 8;

    @BothDatabases
    @Configured({
        "login_via_existing_session: {enabled: true}",
        "presence: {enabled: true}",
        "experimental_features: {msc3391_enabled: true, msc3890_enabled: true}",
        "server_notices: {system_mxid_localpart: notices}"
    })
    void nothingThatIsSentMakesTheServerFail(TestServer server) {
        long first = property("seed").map(Long::parseLong).orElse(STANDARD);
        Duration time = Duration.ofMinutes(property("minutes").map(Long::parseLong).orElse(0L));
        long start = System.nanoTime();
        long seed = first;
        do {
            run(server, seed++);
        } while (System.nanoTime() - start < time.toNanos());
    }

    private static void run(TestServer server, long seed) {
        try (Watch watch = new Watch(server)) {
            RandomGenerator random = new Random(seed);
            List<Route> routes = server.homeserver().routes();
            for (Route route : routes) {
                Attacks attacks = attacks(server, seed + "r" + routes.indexOf(route), random);
                attacks.on(route, 1).forEach(attack -> send(watch, attacks, attack, random));
            }
            sendEvents(server, watch, seed, random);
            System.out.println(
                    "Answers to hostile requests of seed " + seed + ": " + watch.answers());
            assertThat(watch.problems()).as("again: make hostile seed=%d", seed).isEmpty();
        }
    }

    /// What clients send into rooms, and whether what is there then can be read.
    private static void sendEvents(
            TestServer server, Watch watch, long seed, RandomGenerator random) {
        List<Route> routes = server.homeserver().routes();
        List<Route> sending =
                routes.stream()
                        .filter(route -> route.method() == Method.PUT)
                        .filter(route -> route.path().contains("{eventType}"))
                        .toList();
        List<Route> reading =
                routes.stream()
                        .filter(route ->
                                route.method() == Method.GET || route.name().endsWith("/sync"))
                        .filter(route -> route.caller() != Caller.ADMIN)
                        .toList();
        List<String> types = SpecFacts.committed().eventTypes();
        Attacks attacks = attacks(server, seed + "e", random);
        for (String type : types) {
            for (Route route : sending) {
                for (Attacks.Attack attack : attacks.event(route, type)) {
                    send(watch, attacks, attack, random);
                }
            }
            if (types.indexOf(type) % TYPES_IN_A_ROOM == TYPES_IN_A_ROOM - 1) {
                for (Route route : reading) {
                    send(watch, attacks, attacks.good(route), random);
                }
                attacks = attacks(server, seed + "e" + types.indexOf(type), random);
            }
        }
    }

    private static Attacks attacks(TestServer server, String name, RandomGenerator random) {
        return new Attacks(new Stage(server, name), random);
    }

    private static void send(
            Watch watch, Attacks attacks, Attacks.Attack attack, RandomGenerator random) {
        Request.Draft draft = attack.draft();
        Optional<TestUser> caller = attacks.stage().caller(attack.route(), random);
        caller.ifPresent(user -> draft.token(user.token()));
        String who = caller.map(TestUser::toString).orElse("nobody");
        watch.send(draft.build(), who + " " + attack);
    }

    private static Optional<String> property(String name) {
        @Nullable String value = System.getProperty("hostile." + name);
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }
}
