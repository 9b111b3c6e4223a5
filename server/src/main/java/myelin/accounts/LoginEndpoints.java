package myelin.accounts;

import static myelin.http.Caller.ANYONE;
import static myelin.http.Caller.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import myelin.access.Access;
import myelin.access.AccessTokens;
import myelin.access.IssuedTokens;
import myelin.config.people.PasswordConfig;
import myelin.config.people.SessionConfig;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Response;
import myelin.http.Route;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.uia.Outcome;
import myelin.uia.Stage;
import myelin.uia.Uia;
import myelin.uia.Uia.Reuse;
import myelin.users.Mark;
import myelin.users.UserRecord;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// Logging in, and changing refresh tokens.
///
/// [Login](https://spec.matrix.org/v1.19/client-server-api/#legacy-login)
final class LoginEndpoints {

    private static final String TOKEN = "m.login.token";

    private final Users users;
    private final Access access;
    private final Uia uia;
    private final Sessions sessions;
    private final RateLimits limits;
    private final PasswordConfig passwordConfig;
    private final SessionConfig sessionConfig;
    private final JsonObject wellKnown;

    /// @param wellKnown what an answer to a login repeats of `/.well-known/matrix/client`; may be empty
    LoginEndpoints(Accounts.Parts parts, Sessions sessions, JsonObject wellKnown) {
        this.users = parts.users();
        this.access = parts.access();
        this.uia = parts.uia();
        this.sessions = sessions;
        this.limits = parts.limits();
        this.passwordConfig = parts.settings().password();
        this.sessionConfig = parts.settings().session();
        this.wellKnown = wellKnown;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(
                Route.get("/_matrix/client/v3/login")
                        .r0()
                        .operation("getLoginFlows")
                        .caller(ANYONE)
                        .to(this::flows));
        routes.add(
                Route.post("/_matrix/client/v3/login")
                        .r0()
                        .operation("login")
                        .caller(ANYONE)
                        .limit(RateLimit.LOGIN_ADDRESS)
                        .to(this::login));
        routes.add(
                Route.post("/_matrix/client/v3/refresh")
                        .operation("refresh")
                        .caller(ANYONE)
                        .to(this::refresh));
        if (sessionConfig.loginViaExistingSession().enabled()) {
            routes.add(
                    Route.post("/_matrix/client/v1/login/get_token")
                            .operation("generateLoginToken")
                            .caller(USER)
                            .to(this::loginToken));
        }
        routes.addAll(new LoginFallback(takesPasswords()).routes());
        return routes;
    }

    /// The password comes first, because some clients take what comes first.
    private JsonObject flows(Request request) {
        List<JsonObject> flows = new ArrayList<>();
        if (takesPasswords()) {
            flows.add(JsonObject.of("type", Stage.PASSWORD));
        }
        if (sessionConfig.loginViaExistingSession().enabled()) {
            flows.add(JsonObject.of("type", TOKEN, "get_login_token", true));
        }
        return JsonObject.of("flows", flows);
    }

    record Login(
            String type,
            @Nullable String token,
            @Nullable String deviceId,
            @Nullable String initialDeviceDisplayName,
            @Nullable Boolean refreshToken) {}

    private JsonObject login(Request request) {
        JsonObject body = request.body();
        Login login = request.body(Login.class);
        UserRecord user =
                switch (login.type()) {
                    case Stage.PASSWORD -> byPassword(body);
                    case TOKEN -> byToken(login.token());
                    default -> throw MatrixError.unknown("Unknown login type");
                };
        limits.check(RateLimit.LOGIN_ACCOUNT, user.user().value().toLowerCase(Locale.ROOT));
        if (user.is(Mark.DEACTIVATED)) {
            throw MatrixError.userDeactivated("This account has been deactivated");
        }
        if (user.is(Mark.LOCKED)) {
            throw AccessTokens.locked();
        }
        Sessions.Wish wish =
                new Sessions.Wish(
                        login.deviceId(), login.initialDeviceDisplayName(), login.refreshToken());
        JsonObject answer = sessions.open(user.user(), wish);
        return wellKnown.isEmpty() ? answer : answer.with("well_known", wellKnown);
    }

    private boolean takesPasswords() {
        return passwordConfig.enabledForLogin() && passwordConfig.localdbEnabled();
    }

    private UserRecord byPassword(JsonObject body) {
        if (!takesPasswords()) {
            throw MatrixError.unknown("Password login has been disabled");
        }
        return uia.passwordCheck().check(body);
    }

    private UserRecord byToken(@Nullable String token) {
        if (token == null) {
            throw MatrixError.missingParam("Missing token");
        }
        return access.loginTokens()
                .consume(token)
                .flatMap(users::find)
                .orElseThrow(() -> MatrixError.forbidden("Invalid login token"));
    }

    record Refresh(String refreshToken) {}

    private JsonObject refresh(Request request) {
        if (!access.tokens().areRefreshable()) {
            throw MatrixError.unrecognized();
        }
        IssuedTokens tokens = access.tokens().refresh(request.body(Refresh.class).refreshToken());
        return JsonObject.builder()
                .put("access_token", tokens.accessToken())
                .putIfPresent("refresh_token", tokens.refreshToken())
                .putIfPresent("expires_in_ms", tokens.expiresInMs())
                .build();
    }

    private Object loginToken(Request request) {
        SessionConfig.LoginViaExistingSession config = sessionConfig.loginViaExistingSession();
        if (config.requireUiAuth()
                && uia.confirm(request, JsonObject.EMPTY, Reuse.NEVER)
                        instanceof Outcome.Challenged(_, Response response)) {
            return response;
        }
        UserId user = request.requester().user();
        limits.check(RateLimit.LOGIN_ACCOUNT, "get_token " + user);
        return JsonObject.of(
                "login_token", access.loginTokens().issue(user, config.tokenTimeout()),
                "expires_in_ms", config.tokenTimeout().toMillis());
    }
}
