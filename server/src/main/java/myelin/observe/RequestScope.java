package myelin.observe;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The request that the present thread works for: its id, and what the request has cost so far.
/// Inherited by the threads of structured tasks, so the counters may be added to by several.
public final class RequestScope {

    /// The present request; unbound in background work.
    public static final ScopedValue<RequestScope> CURRENT = ScopedValue.newInstance();

    private final String id;
    private final boolean request;
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicLong databaseNanos = new AtomicLong();

    /// For a request.
    public RequestScope(String id) {
        this(id, true);
    }

    private RequestScope(String id, boolean request) {
        this.id = id;
        this.request = request;
    }

    /// For work that is done for several requests at once.
    ///
    /// @param name how it is called in the logs
    public static RequestScope ofMany(String name) {
        return new RequestScope(name, false);
    }

    /// Whether the present thread works for one request, and not for many or in the background.
    public static boolean isRequest() {
        return CURRENT.isBound() && CURRENT.get().request;
    }

    /// Notes statements that were run for the present request, if there is one.
    ///
    /// @param nanos how long the transaction took that they were in
    public static void countSql(int statements, long nanos) {
        if (CURRENT.isBound()) {
            RequestScope scope = CURRENT.get();
            scope.statements.addAndGet(statements);
            scope.databaseNanos.addAndGet(nanos);
        }
    }

    /// The id of the present request, or `otherwise` in background work.
    static String id(String otherwise) {
        return CURRENT.isBound() ? CURRENT.get().id : otherwise;
    }

    /// The id of the request, as it stands in the logs.
    public String id() {
        return id;
    }

    /// How many SQL statements were run for it.
    public int statements() {
        return statements.get();
    }

    /// How long its transactions took together.
    public long databaseNanos() {
        return databaseNanos.get();
    }
}
