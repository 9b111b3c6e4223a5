package myelin.uia;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.access.Access;
import myelin.config.ServerConfig;
import myelin.config.people.ConsentConfig;
import myelin.config.people.PasswordConfig;
import myelin.config.people.SessionConfig;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.crypto.RandomText;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.sql.Database;
import myelin.users.UserRecord;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// Asks for proofs in stages and remembers what was proved. Called by all request threads; everything is kept in rows,
/// so that each answer of a client may reach another node.
///
/// [User-Interactive Authentication](https://spec.matrix.org/v1.19/client-server-api/#user-interactive-authentication-api)
public final class Uia implements Capability {

    private static final Duration SESSION_LIFETIME = Duration.ofDays(2);
    private static final int SESSION_ID_BYTES = 18;

    /// The longest parameters that are kept, in characters. Anybody may have some kept for `SESSION_LIFETIME`.
    private static final int MAX_PARAMETERS = 4096;

    /// What the front is made of.
    public record Parts(
            Database database,
            InstantSource clock,
            Users users,
            Access access,
            RateLimits limits,
            Settings settings) {}

    /// What the configuration says.
    ///
    /// @param consent the privacy policy; null when there is none
    public record Settings(
            ServerConfig server,
            PasswordConfig password,
            SessionConfig session,
            @Nullable ConsentConfig consent) {}

    private final Database database;
    private final InstantSource clock;
    private final Users users;
    private final Access access;
    private final RateLimits limits;
    private final Settings settings;
    private final UiaSessionsTable table = new UiaSessionsTable();
    private final RegistrationTokens registrationTokens;
    private final PasswordCheck passwordCheck;
    private final Stages stages;

    public Uia(Parts parts) {
        this.database = parts.database();
        this.clock = parts.clock();
        this.users = parts.users();
        this.access = parts.access();
        this.limits = parts.limits();
        this.settings = parts.settings();
        this.registrationTokens = new RegistrationTokens(database, clock);
        this.passwordCheck = new PasswordCheck(users, limits);
        this.stages = new Stages(database, table, registrationTokens, passwordCheck);
    }

    @Override
    public List<Route> routes() {
        return new FallbackEndpoints(this, settings).routes();
    }

    /// The tokens that let people register.
    public RegistrationTokens registrationTokens() {
        return registrationTokens;
    }

    /// Who somebody is, by password.
    public PasswordCheck passwordCheck() {
        return passwordCheck;
    }

    /// Whether a request of nobody in particular, as a registration, is confirmed.
    ///
    /// @param parameters what the operation needs of the request's body; stored, so never a password
    /// @param flows any of which confirms it
    /// @throws MatrixError 413 `M_TOO_LARGE` when the parameters are too long to be kept
    public Outcome check(Request request, JsonObject parameters, List<Flow> flows) {
        return check(request, parameters, flows, Optional.empty());
    }

    /// Whether the caller of a delicate request has confirmed it, lately when `reuse` is `RECENT`. An application
    /// service has nobody to ask and needs no confirmation.
    ///
    /// @param parameters what the operation needs of the request's body, should the client come back with the session
    ///     alone; stored, so never a password
    /// @throws MatrixError 403 `M_FORBIDDEN` when somebody else has confirmed it; 413 `M_TOO_LARGE` when the parameters
    ///     are too long to be kept
    public Outcome confirm(Request request, JsonObject parameters, Reuse reuse) {
        Requester requester = request.requester();
        if (requester.appservice().isPresent()
                || (reuse == Reuse.RECENT && isValidated(requester))) {
            return new Outcome.Confirmed("", parameters, Map.of());
        }
        String limited = "uia " + requester.user();
        limits.peek(RateLimit.LOGIN_FAILED_ATTEMPTS, limited);
        Outcome outcome =
                check(
                        request,
                        parameters,
                        flowsOf(requester.user()),
                        Optional.of(requester.user()));
        switch (outcome) {
            case Outcome.Confirmed confirmed -> {
                if (!requester.user().value().equals(confirmed.completed().get(Stage.PASSWORD))) {
                    throw MatrixError.forbidden("Somebody else's proof");
                }
                access.tokens().validate(requester.tokenNumber());
            }
            case Outcome.Challenged(_, var response) -> {
                if (response.json().has("errcode")) {
                    limits.record(RateLimit.LOGIN_FAILED_ATTEMPTS, limited);
                }
            }
        }
        return outcome;
    }

    /// How fresh a confirmation must be.
    public enum Reuse {
        /// One of the same session within `ui_auth.session_timeout` is enough.
        RECENT,
        /// Each request needs its own.
        NEVER
    }

    /// Remembers something for the operation which is being confirmed, until its session is forgotten.
    public void note(String session, String key, String value) {
        database.write(tx -> table.note(tx, session, key, value));
    }

    /// What was remembered; empty when it was not, or there is no such session.
    public Optional<String> noted(String session, String key) {
        return database.read(tx -> table.find(tx, session, oldest()))
                .flatMap(found -> found.notes().string(key));
    }

    /// The session that a request's body names; empty when it names none.
    public static Optional<String> sessionOf(JsonObject body) {
        return body.object("auth")
                .flatMap(auth -> auth.string("session"))
                .filter(session -> !session.isEmpty());
    }

    /// Says that a registration is done, so that its token's use is not given back.
    public void registered(String session) {
        database.write(tx -> {
            String token = table.completed(tx, session).get(Stage.REGISTRATION_TOKEN);
            if (token != null && !token.isEmpty()) {
                registrationTokens.complete(tx, token);
                table.complete(tx, session, Stage.REGISTRATION_TOKEN, "");
            }
        });
    }

    /// Completes a stage which the client leaves to a page in the browser.
    ///
    /// @throws MatrixError when the stage fails, or there is no such session
    void completeOutside(String session, String stage, JsonObject auth) {
        if (database.read(tx -> table.find(tx, session, oldest())).isEmpty()) {
            throw MatrixError.unknown("Unknown session ID");
        }
        stages.complete(session, stage, auth);
    }

    private boolean isValidated(Requester requester) {
        long lasts = settings.session().uiAuthSessionTimeout().toMillis();
        return lasts > 0
                && clock.millis() - access.tokens().validatedTs(requester.tokenNumber()) < lasts;
    }

    private List<Flow> flowsOf(UserId user) {
        boolean byPassword =
                settings.password().enabledForReauth()
                        && settings.password().localdbEnabled()
                        && users.find(user).flatMap(UserRecord::passwordHash).isPresent();
        return byPassword ? List.of(Flow.of(Stage.PASSWORD)) : List.of();
    }

    private Outcome check(
            Request request, JsonObject parameters, List<Flow> flows, Optional<UserId> user) {
        JsonObject sent = request.bodyOrEmpty();
        if (sent.has("auth") && sent.object("auth").isEmpty()) {
            throw MatrixError.badJson("auth must be an object");
        }
        JsonObject auth = sent.object("auth").orElse(JsonObject.EMPTY);
        UiaSessionsTable.Session session = session(request, parameters, sessionOf(sent), user);
        Map<String, String> completed = database.read(tx -> table.completed(tx, session.id()));
        JsonObject problem = JsonObject.EMPTY;
        Optional<String> stage = auth.string("type");
        if (stage.isPresent() && !completed.containsKey(stage.get())) {
            try {
                requireAdmitted(stage.get(), flows, completed.keySet());
                completed.put(stage.get(), stages.complete(session.id(), stage.get(), auth));
            } catch (MatrixError refused) {
                if (refused.status() == 400) {
                    throw refused;
                }
                problem = refused.json();
            }
        }
        if (!auth.isEmpty()
                && flows.stream().anyMatch(flow -> flow.isComplete(completed.keySet()))) {
            return new Outcome.Confirmed(session.id(), session.parameters(), completed);
        }
        Challenge challenge = new Challenge(session.id(), flows, completed.keySet(), problem);
        return new Outcome.Challenged(session.id(), challenge.response(settings));
    }

    private UiaSessionsTable.Session session(
            Request request, JsonObject parameters, Optional<String> named, Optional<UserId> user) {
        if (parameters.toString().length() > MAX_PARAMETERS) {
            throw MatrixError.tooLarge("The request is too long to be confirmed");
        }
        if (named.isEmpty()) {
            return begin(request, parameters, user);
        }
        UiaSessionsTable.Session session =
                database.read(tx -> table.find(tx, named.get(), oldest()))
                        .orElseThrow(() -> MatrixError.unknown("Unknown session ID"));
        if (!session.method().equals(request.method().name())
                || !session.path().equals(request.rawPath())
                || !session.user().equals(user)) {
            throw MatrixError.forbidden(
                    "Requested operation has changed during the UI authentication session");
        }
        if (parameters.isEmpty() || parameters.equals(session.parameters())) {
            return session;
        }
        database.write(tx -> table.setParameters(tx, session.id(), parameters));
        return new UiaSessionsTable.Session(
                session.id(), session.method(), session.path(), user, parameters, session.notes());
    }

    private UiaSessionsTable.Session begin(
            Request request, JsonObject parameters, Optional<UserId> user) {
        UiaSessionsTable.Session session =
                new UiaSessionsTable.Session(
                        RandomText.ofBytes(SESSION_ID_BYTES),
                        request.method().name(),
                        request.rawPath(),
                        user,
                        parameters,
                        JsonObject.EMPTY);
        database.write(tx -> {
            table.expire(
                    tx,
                    oldest(),
                    (stage, result) -> {
                        if (stage.equals(Stage.REGISTRATION_TOKEN) && !result.isEmpty()) {
                            registrationTokens.giveUp(tx, result);
                        }
                    });
            table.insert(tx, session, clock.millis());
        });
        return session;
    }

    private long oldest() {
        return clock.millis() - SESSION_LIFETIME.toMillis();
    }

    private static void requireAdmitted(String stage, List<Flow> flows, Set<String> completed) {
        if (flows.stream().noneMatch(flow -> flow.admits(stage, completed))) {
            throw MatrixError.forbidden("No flow admits this stage now");
        }
    }
}
