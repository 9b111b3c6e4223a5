package myelin.accounts;

import static myelin.http.Caller.ANYONE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import myelin.access.AccessTokens;
import myelin.access.Usage;
import myelin.config.people.ConsentConfig;
import myelin.config.people.RegistrationConfig;
import myelin.core.id.UserId;
import myelin.core.json.BadJson;
import myelin.core.json.JsonObject;
import myelin.core.json.Records;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Response;
import myelin.http.Route;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.sql.Database;
import myelin.uia.Flow;
import myelin.uia.Outcome;
import myelin.uia.Stage;
import myelin.uia.Uia;
import myelin.users.Passwords;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// How newcomers get an account.
///
/// [Account registration](https://spec.matrix.org/v1.19/client-server-api/#legacy-account-registration)
final class RegisterEndpoints {

    /// What is remembered in the session while its stages are done.
    private static final String PASSWORD_HASH = "password_hash";

    private static final String REGISTERED = "registered_user_id";

    private static final int MAX_USERNAME = 512;

    private final RegistrationConfig config;
    private final @Nullable ConsentConfig consent;
    private final Database database;
    private final Users users;
    private final Passwords passwords;
    private final AccessTokens accessTokens;
    private final Usage usage;
    private final Uia uia;
    private final RateLimits limits;
    private final Usernames usernames;
    private final Registration registration;
    private final Sessions sessions;
    private final PasswordPolicy policy;
    private final List<Flow> flows;

    RegisterEndpoints(
            Accounts.Parts parts,
            Usernames usernames,
            Registration registration,
            Sessions sessions) {
        this.config = parts.settings().registration();
        this.consent = parts.settings().consent();
        this.database = parts.database();
        this.users = parts.users();
        this.passwords = parts.users().passwords();
        this.accessTokens = parts.access().tokens();
        this.usage = parts.access().usage();
        this.uia = parts.uia();
        this.limits = parts.limits();
        this.usernames = usernames;
        this.registration = registration;
        this.sessions = sessions;
        this.policy = new PasswordPolicy(parts.settings().password().policy());
        this.flows = List.of(flow());
    }

    List<Route> routes() {
        return List.of(
                Route.post("/_matrix/client/v3/register")
                        .r0()
                        .operation("register")
                        .caller(ANYONE)
                        .to(this::register),
                Route.get("/_matrix/client/v3/register/available")
                        .r0()
                        .operation("checkUsernameAvailability")
                        .caller(ANYONE)
                        .to(this::available),
                Route.get("/_matrix/client/v1/register/m.login.registration_token/validity")
                        .operation("registrationTokenValidity")
                        .caller(ANYONE)
                        .limit(RateLimit.REGISTRATION_TOKEN_VALIDITY)
                        .to(this::tokenValidity));
    }

    private Flow flow() {
        List<String> stages = new ArrayList<>();
        if (config.registrationRequiresToken()) {
            stages.add(Stage.REGISTRATION_TOKEN);
        }
        if (consent != null && consent.requireAtRegistration()) {
            stages.add(Stage.TERMS);
        }
        stages.add(Stage.DUMMY);
        return new Flow(stages);
    }

    private JsonObject available(Request request) {
        requireEnabled();
        String username = request.requiredQuery("username");
        if (!config.names().inhibitUserInUseError()) {
            usernames.free(username.toLowerCase(Locale.ROOT), Optional.empty());
        }
        return JsonObject.of("available", true);
    }

    private JsonObject tokenValidity(Request request) {
        requireEnabled();
        return JsonObject.of(
                "valid", uia.registrationTokens().isValid(request.requiredQuery("token")));
    }

    private void requireEnabled() {
        if (!config.enableRegistration()) {
            throw MatrixError.forbidden("Registration has been disabled");
        }
    }

    private Object register(Request request) {
        limits.peek(RateLimit.REGISTRATION, request.clientAddress());
        String kind = request.query("kind").orElse("user");
        return switch (kind) {
            case "guest" -> registerGuest(request);
            case "user" -> registerUser(request);
            default -> throw MatrixError.of(400, "M_UNRECOGNIZED", "Unknown kind of account");
        };
    }

    record RegisterGuest(@Nullable String initialDeviceDisplayName) {}

    private JsonObject registerGuest(Request request) {
        if (!config.allowGuestAccess()) {
            throw MatrixError.forbidden("Guest access is disabled");
        }
        RegisterGuest body = request.bodyOrEmpty(RegisterGuest.class);
        limits.check(RateLimit.REGISTRATION, request.clientAddress());
        usage.requireForNewcomer();
        return sessions.openForGuest(registration.registerGuest(), body.initialDeviceDisplayName());
    }

    record Register(
            @Nullable String type,
            @Nullable String username,
            @Nullable String password,
            @Nullable String guestAccessToken,
            @Nullable String deviceId,
            @Nullable String initialDeviceDisplayName,
            @Nullable Boolean inhibitLogin,
            @Nullable Boolean refreshToken) {

        Optional<String> name() {
            return Optional.ofNullable(username).map(name -> name.toLowerCase(Locale.ROOT));
        }
    }

    private Object registerUser(Request request) {
        JsonObject sent = request.body();
        Register body = request.body(Register.class);
        if ("m.login.application_service".equals(body.type())) {
            throw MatrixError.unknownToken("No application service has this token", false);
        }
        requireEnabled();
        requireSane(body);
        Optional<String> session = Uia.sessionOf(sent);
        if (session.isEmpty()) {
            limits.check(RateLimit.REGISTRATION_BEGUN, request.clientAddress());
        }
        Optional<UserId> registered =
                session.flatMap(id -> uia.noted(id, REGISTERED)).flatMap(UserId::tryParse);
        if (body.name().isPresent()) {
            requireFree(body.name().get(), body.guestAccessToken(), registered);
        }
        return switch (uia.check(request, parameters(body), flows)) {
            case Outcome.Challenged(var id, Response response) -> {
                rememberPassword(request, id, body.password());
                yield response;
            }
            case Outcome.Confirmed confirmed -> {
                Register whole = read(confirmed.parameters());
                UserId user =
                        registered.orElseGet(
                                () -> create(request, confirmed, whole, body.password()));
                yield answer(user, whole);
            }
        };
    }

    private void requireSane(Register body) {
        if (body.name().filter(name -> name.length() > MAX_USERNAME).isPresent()) {
            throw MatrixError.invalidUsername("Invalid username");
        }
        if (body.password() != null) {
            policy.require(body.password());
        }
    }

    /// What is kept of a body. A name for the device without a password comes from clients which forget what they sent
    /// before, and must not wipe it out.
    private static JsonObject parameters(Register sent) {
        JsonObject parameters = Records.write(sent);
        return sent.password() == null
                ? parameters.without("initial_device_display_name")
                : parameters.without("password");
    }

    /// "Homeservers MUST perform the relevant checks and return these codes before performing User-Interactive
    /// Authentication".
    private void requireFree(
            String name, @Nullable String guestToken, Optional<UserId> registered) {
        if (registered.isPresent()) {
            if (!registered.get().localpart().equals(name)) {
                throw MatrixError.unknown(
                        "A different user ID has already been registered for this session");
            }
            return;
        }
        if (config.names().inhibitUserInUseError() && guestToken == null) {
            usernames.permitted(name);
            Usernames.requireNoNumber(name);
        } else {
            usernames.free(name, guest(guestToken));
        }
    }

    private Optional<UserId> guest(@Nullable String token) {
        if (token == null) {
            return Optional.empty();
        }
        Requester requester = accessTokens.requester(token);
        if (!requester.guest()) {
            throw MatrixError.forbidden(
                    "Cannot register taken user ID without valid guest credentials for that user");
        }
        return Optional.of(requester.user());
    }

    /// A client that completed a stage in a browser may come back with the session alone, so the password's hash is
    /// kept. One that only has the dummy stage before it has no reason to, and is spared the cost of a hash. Somebody
    /// who never registers must not have more of them than accounts.
    private void rememberPassword(Request request, String session, @Nullable String password) {
        boolean browser = !flows.getFirst().stages().equals(List.of(Stage.DUMMY));
        if (password != null && browser && uia.noted(session, PASSWORD_HASH).isEmpty()) {
            limits.check(RateLimit.REGISTRATION, "password " + request.clientAddress());
            uia.note(session, PASSWORD_HASH, passwords.hash(password));
        }
    }

    private static Register read(JsonObject body) {
        try {
            return Records.read(body, Register.class);
        } catch (BadJson problem) {
            throw MatrixError.from(problem);
        }
    }

    private UserId create(
            Request request,
            Outcome.Confirmed confirmed,
            Register body,
            @Nullable String password) {
        String hash = passwordHash(confirmed.session(), password);
        Optional<UserId> guest = guest(body.guestAccessToken());
        limits.check(RateLimit.REGISTRATION, request.clientAddress());
        usage.requireForNewcomer();
        UserId user =
                guest.isPresent()
                        ? registration.promote(
                                usernames.free(body.name().orElse(guest.get().localpart()), guest),
                                hash)
                        : registration.register(Registration.Newcomer.person(body.name(), hash));
        uia.note(confirmed.session(), REGISTERED, user.value());
        uia.registered(confirmed.session());
        if (consent != null && confirmed.completed().containsKey(Stage.TERMS)) {
            String version = consent.version();
            database.write(tx -> users.consent(tx, user, version));
        }
        return user;
    }

    private String passwordHash(String session, @Nullable String password) {
        if (password != null) {
            return passwords.hash(password);
        }
        return uia.noted(session, PASSWORD_HASH)
                .orElseThrow(() -> MatrixError.missingParam("Missing params: password"));
    }

    private JsonObject answer(UserId user, Register body) {
        if (Boolean.TRUE.equals(body.inhibitLogin())) {
            return JsonObject.of("user_id", user, "home_server", user.server());
        }
        return sessions.open(
                user,
                new Sessions.Wish(
                        body.deviceId(), body.initialDeviceDisplayName(), body.refreshToken()));
    }
}
