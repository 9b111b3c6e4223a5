package myelin.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestServer;
import myelin.TestUser;
import myelin.architecture.Repository;
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

    /// How many good requests are tried until one is answered well: what they ask is chosen at random.
    private static final int TRIES = 60;

    /// All that there is to be attacked, as often as one likes.
    private static final String EVERYTHING =
            """
            rc_registration_token_validity: {per_second: 1000000, burst_count: 1000000}
            rc_reports: {per_second: 1000000, burst_count: 1000000}
            rc_user_directory: {per_second: 1000000, burst_count: 1000000}
            presence: {enabled: true}
            serve_server_wellknown: true
            public_baseurl: https://test
            admin_contact: mailto:admin@test
            max_event_delay_duration: 24h
            server_notices: {system_mxid_localpart: notices}
            retention: {enabled: true}
            experimental_features: {\
            msc1763_enabled: true, msc2654_enabled: true, msc2815_enabled: true, msc3026_enabled: true, \
            msc3391_enabled: true, msc3664_enabled: true, msc3890_enabled: true, msc3912_enabled: true, \
            msc4155_enabled: true, msc4293_enabled: true, msc4306_enabled: true, msc4446_enabled: true, \
            msc4491_enabled: true, msc4140_max_delayed_events_per_user: 100000}
            login_via_existing_session: {enabled: true}
            enable_metrics: true
            """;

    private static final Pattern ROW =
            Pattern.compile("^\\| `(\\w+) ([^`]+)`((?:<br>`[^`]+`)*) \\|");
    private static final Pattern PATH = Pattern.compile("`([^`]+)`");

    @BothDatabases
    @Configured(EVERYTHING)
    void nothingThatIsSentMakesTheServerFail(TestServer server) {
        long first = property("seed").map(Long::parseLong).orElse(STANDARD);
        Duration time = Duration.ofMinutes(property("minutes").map(Long::parseLong).orElse(0L));
        long start = System.nanoTime();
        long seed = first;
        do {
            run(server, seed++);
        } while (System.nanoTime() - start < time.toNanos());
    }

    /// A good request gets through to each path: else all attacks on it would be turned away at the door.
    @BothDatabases
    @Configured(EVERYTHING)
    void everyServedPathIsReached(TestServer server) {
        RandomGenerator random = new Random(STANDARD);
        List<String> unreached = new ArrayList<>();
        try (Watch watch = new Watch(server)) {
            for (Route route : server.homeserver().routes()) {
                Attacks attacks = attacks(server, "reach" + random.nextInt(1_000_000), random);
                for (String path : route.paths()) {
                    if (!reaches(server, watch, attacks, route, path, random)) {
                        unreached.add(route.method() + " " + path + ": " + watch.last());
                    }
                }
            }
            assertThat(watch.problems()).isEmpty();
        }
        assertThat(unreached).isEmpty();
    }

    private static boolean reaches(
            TestServer server,
            Watch watch,
            Attacks attacks,
            Route route,
            String path,
            RandomGenerator random) {
        Given given = new Given(server, attacks.stage());
        for (int tries = 0; tries < TRIES; tries++) {
            int status =
                    given.isFor(route)
                            ? sendBehind(watch, given, attacks.stage(), route, path, random)
                            : send(watch, attacks, attacks.good(route, path), random);
            if (status / 100 == 2) {
                return true;
            }
        }
        return false;
    }

    /// A good request with what was given to the client.
    private static int sendBehind(
            Watch watch,
            Given given,
            Stage stage,
            Route route,
            String path,
            RandomGenerator random) {
        Given.Gift gift = given.anew(route, path);
        Attacks attacks = new Attacks(stage, random, gift.marks());
        return send(watch, gift, attacks.good(route, path));
    }

    /// What the document lists is what the server of the test serves; so everything is attacked that is served.
    @BothDatabases
    @Configured(EVERYTHING)
    void allDocumentedEndpointsAreAttacked(TestServer server) throws IOException {
        Set<String> attacked =
                server.homeserver().routes().stream()
                        .flatMap(route ->
                                route.paths().stream().map(path -> route.method() + " " + path))
                        .collect(Collectors.toSet());
        List<String> documented = new ArrayList<>();
        for (String line : Files.readAllLines(Repository.file("docs/endpoints.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                documented.add(row.group(1) + " " + row.group(2));
                PATH.matcher(row.group(3))
                        .results()
                        .forEach(more -> documented.add(row.group(1) + " " + more.group(1)));
            }
        }
        assertThat(documented).hasSizeGreaterThan(200);
        assertThat(attacked).containsAll(documented);
    }

    private static void run(TestServer server, long seed) {
        try (Watch watch = new Watch(server)) {
            RandomGenerator random = new Random(seed);
            List<Route> routes = server.homeserver().routes();
            for (Route route : routes) {
                Attacks attacks = attacks(server, seed + "r" + routes.indexOf(route), random);
                attacks.on(route, 1).forEach(attack -> send(watch, attacks, attack, random));
            }
            sendBehindGifts(server, watch, seed, random);
            sendEvents(server, watch, seed, random);
            System.out.println(
                    "Answers to hostile requests of seed " + seed + ": " + watch.answers());
            assertThat(watch.problems()).as("again: make hostile seed=%d", seed).isEmpty();
        }
    }

    /// The same behind what the server has given out: each request behind something new, as the one before may have
    /// used it up. And what is almost a token of the server's.
    private static void sendBehindGifts(
            TestServer server, Watch watch, long seed, RandomGenerator random) {
        Stage stage = new Stage(server, seed + "g");
        Given given = new Given(server, stage);
        for (Route route : server.homeserver().routes()) {
            if (!given.isFor(route)) {
                continue;
            }
            Given.Gift first = given.anew(route, route.path());
            Attacks attacks = new Attacks(stage, random, first.marks());
            for (Attacks.Attack attack : attacks.on(route, 1)) {
                if (!attack.waits()) {
                    send(watch, given.anew(route, route.path()), attack);
                }
            }
            first.values()
                    .forEach((name, value) -> {
                        for (String forged : Given.forged(value)) {
                            send(
                                    watch,
                                    given.anew(route, route.path()).with(name, forged),
                                    attacks.good(route));
                        }
                    });
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

    private static int send(
            Watch watch, Attacks attacks, Attacks.Attack attack, RandomGenerator random) {
        Request.Draft draft = attack.draft();
        Optional<TestUser> caller = attacks.stage().caller(attack.route(), random);
        caller.ifPresent(user -> draft.token(user.token()));
        String who = caller.map(TestUser::toString).orElse("nobody");
        return watch.send(draft.build(), who + " " + attack);
    }

    /// Sent by whom the gift was for.
    private static int send(Watch watch, Given.Gift gift, Attacks.Attack attack) {
        Attacks.Attack whole = attack.with(gift);
        Request.Draft draft = whole.draft();
        gift.owner().ifPresent(user -> draft.token(user.token()));
        return watch.send(draft.build(), "with gift " + whole);
    }

    private static Optional<String> property(String name) {
        @Nullable String value = System.getProperty("hostile." + name);
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }
}
