package myelin.accounts;

import static myelin.http.Caller.ANYONE;
import static myelin.http.Caller.OPTIONAL_USER;
import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.access.AccessTokens;
import myelin.config.people.PasswordConfig;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.Records;
import myelin.devices.Devices;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Response;
import myelin.http.Route;
import myelin.sql.Database;
import myelin.uia.Outcome;
import myelin.uia.Uia;
import myelin.uia.Uia.Reuse;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// What users do with their accounts: ask who they are, log out, change the password, leave for good.
final class AccountEndpoints {

    private static final String PASSWORD_HASH = "password_hash";

    private final Database database;
    private final Users users;
    private final AccessTokens accessTokens;
    private final Devices devices;
    private final Uia uia;
    private final PasswordConfig passwordConfig;
    private final PasswordPolicy policy;
    private final Deactivation deactivation;

    AccountEndpoints(Accounts.Parts parts, Deactivation deactivation) {
        this.database = parts.database();
        this.users = parts.users();
        this.accessTokens = parts.access().tokens();
        this.devices = parts.devices();
        this.uia = parts.uia();
        this.passwordConfig = parts.settings().password();
        this.policy = new PasswordPolicy(passwordConfig.policy());
        this.deactivation = deactivation;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/account/whoami")
                        .r0()
                        .operation("getTokenOwner")
                        .caller(USER)
                        .guests()
                        .to(this::whoami),
                Route.post("/_matrix/client/v3/logout")
                        .r0()
                        .operation("logout")
                        .caller(USER)
                        .guests()
                        .to(this::logout),
                Route.post("/_matrix/client/v3/logout/all")
                        .r0()
                        .operation("logout_all")
                        .caller(USER)
                        .guests()
                        .to(this::logoutAll),
                Route.post("/_matrix/client/v3/account/password")
                        .r0()
                        .operation("changePassword")
                        .caller(OPTIONAL_USER)
                        .to(this::changePassword),
                Route.get("/_matrix/client/v3/password_policy")
                        .r0()
                        .synapse()
                        .caller(ANYONE)
                        .to(_ -> policy.json()),
                Route.post("/_matrix/client/v3/account/deactivate")
                        .r0()
                        .operation("deactivateAccount")
                        .caller(OPTIONAL_USER)
                        .to(this::deactivate),
                Route.get("/_matrix/client/v3/account/3pid")
                        .r0()
                        .operation("getAccount3PIDs")
                        .caller(USER)
                        .to(_ -> JsonObject.of("threepids", JsonArray.EMPTY)));
    }

    private JsonObject whoami(Request request) {
        Requester requester = request.requester();
        return JsonObject.builder()
                .put("user_id", requester.user())
                .put("is_guest", requester.guest())
                .putIfPresent("device_id", requester.device())
                .build();
    }

    private JsonObject logout(Request request) {
        Requester requester = request.requester();
        Optional<DeviceId> device = requester.device();
        database.write(tx -> {
            if (device.isPresent()) {
                devices.delete(tx, requester.user(), List.of(device.get()));
            } else {
                accessTokens.delete(tx, requester.user(), requester.tokenNumber());
            }
        });
        return JsonObject.EMPTY;
    }

    private JsonObject logoutAll(Request request) {
        UserId user = request.requester().user();
        database.write(tx -> devices.deleteAll(tx, user, Optional.empty(), 0));
        return JsonObject.EMPTY;
    }

    record ChangePassword(@Nullable String newPassword, @Nullable Boolean logoutDevices) {}

    private Object changePassword(Request request) {
        Requester requester = requester(request);
        ChangePassword sent = request.body(ChangePassword.class);
        if (sent.newPassword() != null) {
            policy.require(sent.newPassword());
        }
        if (!passwordConfig.enabledForLogin() || !passwordConfig.localdbEnabled()) {
            throw MatrixError.forbidden("Password change disabled");
        }
        JsonObject parameters = Records.write(sent).without("new_password");
        return switch (uia.confirm(request, parameters, Reuse.NEVER)) {
            case Outcome.Challenged(var session, Response response) -> {
                rememberPassword(session, sent.newPassword());
                yield response;
            }
            case Outcome.Confirmed(var session, var kept, _) -> {
                boolean logout = kept.bool("logout_devices").orElse(true);
                setPassword(requester, passwordHash(session, sent.newPassword()), logout);
                yield JsonObject.EMPTY;
            }
        };
    }

    /// Those who may come back from a browser with the session alone; a user with a password only has to type it.
    private void rememberPassword(String session, @Nullable String password) {
        if (password != null && !passwordConfig.enabledForReauth()) {
            uia.note(session, PASSWORD_HASH, users.passwords().hash(password));
        }
    }

    private String passwordHash(String session, @Nullable String password) {
        if (password != null) {
            return users.passwords().hash(password);
        }
        return uia.noted(session, PASSWORD_HASH)
                .orElseThrow(() -> MatrixError.missingParam("Missing params: new_password"));
    }

    /// @param logout whether all other devices are logged out
    private void setPassword(Requester requester, String hash, boolean logout) {
        database.write(tx -> {
            users.setPassword(tx, requester.user(), hash);
            if (logout) {
                devices.deleteAll(
                        tx, requester.user(), requester.device(), requester.tokenNumber());
            }
        });
    }

    record Deactivate(@Nullable Boolean erase) {}

    private Object deactivate(Request request) {
        Requester requester = requester(request);
        JsonObject parameters = Records.write(request.body(Deactivate.class));
        return switch (uia.confirm(request, parameters, Reuse.NEVER)) {
            case Outcome.Challenged(_, Response response) -> response;
            case Outcome.Confirmed(_, var kept, _) -> {
                deactivation.deactivate(requester.user(), kept.bool("erase").orElse(false));
                yield JsonObject.of("id_server_unbind_result", "success");
            }
        };
    }

    /// Without a token one could be known by a mail address only, which nobody can have here yet.
    private static Requester requester(Request request) {
        Requester requester = request.optionalRequester().orElseThrow(MatrixError::missingToken);
        if (requester.guest()) {
            throw MatrixError.guestAccessForbidden();
        }
        return requester;
    }
}
