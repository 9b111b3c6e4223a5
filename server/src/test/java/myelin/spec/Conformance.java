package myelin.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import myelin.http.Caller;
import myelin.http.Route;
import org.jspecify.annotations.Nullable;

/// Compares routes with the operations of the spec. Each method gives what is wrong, in whole sentences.
///
/// @param routes what the server serves
/// @param facts what the spec says
/// @param absent what we say not to serve
public record Conformance(List<Route> routes, SpecFacts facts, Absent absent) {
    /// The APIs which a homeserver answers; in the others it is the one who asks.
    static final List<String> SERVED = List.of("client-server", "server-server");

    /// Where the spec's files say something else than its text, or forget it: who may call.
    private static final Map<String, Set<Caller>> SLIPS =
            Map.of(
                    // The text: a user who is in the room or may join it, or anybody if all may
                    // read it.
                    "client-server getRoomSummary", Set.of(Caller.OPTIONAL_USER, Caller.USER),
                    // A request between servers is signed; the file has a scheme of clients.
                    "server-server getEventByTimestamp", Set.of(Caller.SERVER));

    /// What may answer 429 by the spec, and has no limit of its own on the route.
    private static final Set<String> COUNTED_ELSEWHERE =
            Set.of(
                    // Counted where the room, the invited or the account is known.
                    "joinRoom",
                    "joinRoomById",
                    "inviteUser",
                    "inviteBy3PID",
                    "knockRoom",
                    "register",
                    // User-interactive authentication counts failed attempts.
                    "changePassword",
                    "deactivateAccount",
                    "generateLoginToken",
                    // Bounded work, for which Synapse has no limit.
                    "search",
                    // Cheap and without gain for who repeats it; Synapse counts none of these.
                    "checkUsernameAvailability",
                    "forgetRoom",
                    "getCapabilities",
                    "getEventByTimestamp",
                    "getLocalAliases",
                    "getLoginFlows",
                    "getMutualRooms",
                    "getSpaceHierarchy",
                    "getThreadRoots",
                    "getTokenOwner",
                    "getTurnServer",
                    "leaveRoom",
                    "postPusher",
                    "postReceipt",
                    "refresh",
                    "requestOpenIdToken",
                    "setPushRule",
                    "setReadMarker",
                    "setTyping");

    /// All that is wrong with the routes of a server, in whole sentences; empty when nothing is.
    static List<String> problems(List<Route> routes) {
        Conformance rules = new Conformance(routes, SpecFacts.committed(), Absent.read());
        return Stream.of(
                        rules.unserved(),
                        rules.strangers(),
                        rules.misguarded(),
                        rules.unlimited(),
                        rules.undeprecated())
                .flatMap(List::stream)
                .toList();
    }

    /// The operation a route serves: that of its id at its method and one of its paths.
    public static Optional<Operation> operation(SpecFacts facts, Route route) {
        String id = route.operation();
        return id == null
                ? Optional.empty()
                : route.paths().stream()
                        .flatMap(path -> facts.at(route.method().name(), path).stream())
                        .filter(operation -> operation.id().equals(id))
                        .findFirst();
    }

    /// Each operation is routed, or listed as absent; not both.
    List<String> unserved() {
        List<String> problems = new ArrayList<>();
        Set<Operation> served = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (Route route : routes) {
            operation(facts, route).ifPresent(served::add);
            route.paths().forEach(path -> places.add(route.method() + " " + path));
        }
        for (String api : SERVED) {
            for (Operation operation : facts.operations(api)) {
                boolean listed = absent.lists(api, operation.id());
                // Of two operations at one place a route can name only one.
                boolean twin = places.contains(operation.method() + " " + operation.path());
                if (served.contains(operation) && listed) {
                    problems.add("%s is served: take it from %s".formatted(operation, Absent.FILE));
                } else if (!served.contains(operation) && !listed && !twin) {
                    problems.add(
                            "%s is neither served nor in %s".formatted(operation, Absent.FILE));
                }
            }
        }
        for (String unknown : absent.unknown(facts)) {
            problems.add(
                    "%s lists what the spec does not know: %s".formatted(Absent.FILE, unknown));
        }
        return problems;
    }

    /// Each route serves an operation of the spec, or says that it does not; and has its method, path
    /// and id.
    List<String> strangers() {
        List<String> problems = new ArrayList<>();
        for (Route route : routes) {
            boolean special = route.synapse() || route.unstable() != null;
            Optional<Operation> operation = operation(facts, route);
            if (route.operation() != null && operation.isEmpty()) {
                problems.add(
                        "%s has another place in the spec, or none".formatted(describe(route)));
            } else if (route.operation() == null && !special) {
                problems.add(
                        "%s must name its operation, or be unstable or Synapse's"
                                .formatted(describe(route)));
            } else if (operation.isPresent() && !route.path().equals(operation.get().path())) {
                problems.add("%s must have the path of the spec first".formatted(describe(route)));
            }
        }
        return problems;
    }

    /// Who may call agrees with the security of the operation.
    List<String> misguarded() {
        List<String> problems = new ArrayList<>();
        for (Route route : routes) {
            operation(facts, route)
                    .filter(operation -> !callers(operation).contains(route.caller()))
                    .ifPresent(operation ->
                            problems.add(
                                    "%s may be called by %s, the spec says %s"
                                            .formatted(
                                                    describe(route),
                                                    route.caller(),
                                                    callers(operation))));
        }
        return problems;
    }

    /// What may answer 429 has a limit, unless it is counted elsewhere.
    List<String> unlimited() {
        List<String> problems = new ArrayList<>();
        for (Route route : routes) {
            boolean limited =
                    operation(facts, route)
                            .filter(Operation::limited)
                            .filter(operation -> !COUNTED_ELSEWHERE.contains(operation.id()))
                            .isPresent();
            if (limited && route.limit() == null) {
                problems.add(
                        "%s may answer 429, so it must have a limit".formatted(describe(route)));
            }
        }
        return problems;
    }

    /// What the spec deprecates is marked so.
    List<String> undeprecated() {
        List<String> problems = new ArrayList<>();
        for (Route route : routes) {
            boolean deprecated = operation(facts, route).filter(Operation::deprecated).isPresent();
            if (deprecated && !route.deprecated()) {
                problems.add("%s is deprecated in the spec".formatted(describe(route)));
            }
        }
        return problems;
    }

    private static Set<Caller> callers(Operation operation) {
        Set<Caller> slip = SLIPS.get(operation.api() + " " + operation.id());
        if (slip != null) {
            return slip;
        }
        if (operation.security().contains("")) {
            return operation.security().size() > 1
                    ? Set.of(Caller.OPTIONAL_USER)
                    : Set.of(Caller.ANYONE, Caller.OPTIONAL_USER);
        }
        return operation.security().contains("signedRequest")
                ? Set.of(Caller.SERVER)
                : Set.of(Caller.USER, Caller.ADMIN);
    }

    private static String describe(Route route) {
        @Nullable String id = route.operation();
        return "%s %s (%s)"
                .formatted(route.method(), route.path(), id == null ? "no operation" : id);
    }
}
