package myelin.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import myelin.limits.RateLimit;
import org.jspecify.annotations.Nullable;

/// One endpoint as a value: where it is, who may call it, and what it does.
///
/// @param method its method; a route for GET answers HEAD, too
/// @param paths full paths, the first is the one of the specification; `{name}` stands for one segment
/// @param operation the `operationId` in the specification's OpenAPI files; null for a path that is not in it
/// @param caller who may call
/// @param limit what is counted before the handler is called: by user, or by address where there is none
/// @param counted whether the limit counts this request: not one that only repeats what was done before
/// @param use in what way calling it is use of the server
/// @param guests whether guests may call
/// @param proactive whether it shows that the caller is doing something: a
///     [pro-active event](https://spec.matrix.org/v1.19/client-server-api/#last-active-ago) of presence
/// @param deprecated whether the specification deprecates it
/// @param synapse whether it is a path of Synapse's own, and of no specification
/// @param unstable the proposal (`org.matrix.msc3266`) this serves before it is in the specification
/// @param maxBodyBytes the longest body, in bytes
/// @param handler what it does
public record Route(
        Method method,
        List<String> paths,
        @Nullable String operation,
        Caller caller,
        @Nullable RateLimit limit,
        Predicate<Request> counted,
        Use use,
        boolean guests,
        boolean proactive,
        boolean deprecated,
        boolean synapse,
        @Nullable String unstable,
        long maxBodyBytes,
        Handler handler) {

    /// The longest body of those whom nobody knows before it is read.
    public static final long STRANGERS_BODY_BYTES = 16 * 1024;

    /// The usual longest body: an event of the greatest size, were each of its characters an escape of six.
    public static final long BODY_BYTES = 8 * 65_536;

    /// The longest body where users keep or bring much: account data, the state of a new room.
    public static final long LARGE_BODY_BYTES = 64 * 65_536;

    public Route {
        paths = List.copyOf(paths);
        for (String path : paths) {
            requireTemplate(path);
        }
    }

    public static Draft get(String path) {
        return new Draft(Method.GET, path);
    }

    public static Draft put(String path) {
        return new Draft(Method.PUT, path);
    }

    public static Draft post(String path) {
        return new Draft(Method.POST, path);
    }

    public static Draft delete(String path) {
        return new Draft(Method.DELETE, path);
    }

    public static Draft patch(String path) {
        return new Draft(Method.PATCH, path);
    }

    /// The path of the specification.
    public String path() {
        return paths.getFirst();
    }

    /// A short name for logs and metrics: the operation, else method and path.
    public String name() {
        return operation != null ? operation : method + " " + path();
    }

    private static void requireTemplate(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("Not a full path: " + path);
        }
        Set<String> names = new TreeSet<>();
        for (String segment : path.substring(1).split("/", -1)) {
            boolean parameter = segment.startsWith("{") && segment.endsWith("}");
            if (!parameter && (segment.contains("{") || segment.contains("}"))) {
                throw new IllegalArgumentException("A parameter is a whole segment: " + path);
            }
            if (parameter && !names.add(segment)) {
                throw new IllegalArgumentException("A parameter stands there twice: " + path);
            }
        }
    }

    /// A route which has no handler yet. Each method answers this same draft, so that they can be chained.
    public static final class Draft {

        private final Method method;
        private final List<String> paths = new ArrayList<>();
        private @Nullable String operation;
        private Caller caller = Caller.ANYONE;
        private @Nullable RateLimit limit;
        private Predicate<Request> counted = _ -> true;
        private Use use = Use.NONE;
        private boolean guests;
        private boolean proactive;
        private boolean deprecated;
        private boolean synapse;
        private @Nullable String unstable;
        private @Nullable Long maxBodyBytes;

        private Draft(Method method, String path) {
            this.method = method;
            this.paths.add(path);
        }

        /// The `operationId` in the specification's OpenAPI files.
        public Draft operation(String operationId) {
            this.operation = operationId;
            return this;
        }

        /// Who may call; `ANYONE` when this is not said.
        public Draft caller(Caller caller) {
            this.caller = caller;
            return this;
        }

        /// What is counted before the handler is called.
        public Draft limit(RateLimit limit) {
            this.limit = limit;
            return this;
        }

        /// What is counted before the handler is called, unless the request only repeats what was done before.
        public Draft limit(RateLimit limit, Predicate<Request> counted) {
            this.counted = counted;
            return limit(limit);
        }

        /// In what way calling it is use of the server; none when this is not said.
        public Draft use(Use kind) {
            this.use = kind;
            return this;
        }

        /// Guests may call, too.
        public Draft guests() {
            this.guests = true;
            return this;
        }

        /// Who calls it is doing something, and so is there.
        public Draft proactive() {
            this.proactive = true;
            return this;
        }

        /// The specification deprecates it.
        public Draft deprecated() {
            this.deprecated = true;
            return this;
        }

        /// A path of Synapse's own (or of ours).
        public Draft synapse() {
            this.synapse = true;
            return this;
        }

        /// Serves a proposal before it is in the specification.
        public Draft unstable(String proposal) {
            this.unstable = proposal;
            return this;
        }

        /// The longest body, in bytes, where the usual one is too short or too generous. All but `stream` keep it in
        /// memory.
        public Draft maxBody(long bytes) {
            this.maxBodyBytes = bytes;
            return this;
        }

        /// Other full paths that do the same.
        public Draft also(String... otherPaths) {
            this.paths.addAll(List.of(otherPaths));
            return this;
        }

        /// The path under `r0`, too, as it was before v1.1 of the specification.
        public Draft r0() {
            List<String> twins =
                    paths.stream()
                            .filter(path -> path.contains("/v3/"))
                            .map(path -> path.replace("/v3/", "/r0/"))
                            .toList();
            if (twins.isEmpty()) {
                throw new IllegalArgumentException("Only paths of v3 have one in r0: " + paths);
            }
            paths.addAll(twins);
            return this;
        }

        /// The route, with what it does.
        public Route to(Handler handler) {
            return new Route(
                    method,
                    paths,
                    operation,
                    caller,
                    limit,
                    counted,
                    use,
                    guests,
                    proactive,
                    deprecated,
                    synapse,
                    unstable,
                    maxBodyBytes == null ? usualBody() : maxBodyBytes,
                    handler);
        }

        private long usualBody() {
            return switch (caller) {
                case ANYONE, OPTIONAL_USER -> STRANGERS_BODY_BYTES;
                case USER, ADMIN, SERVER -> BODY_BYTES;
            };
        }
    }
}
