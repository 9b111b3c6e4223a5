package myelin.openid;

import static myelin.http.Caller.ANYONE;
import static myelin.http.Caller.USER;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import myelin.access.Secret;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.sql.Database;
import myelin.users.Mark;
import myelin.users.Users;

/// Tokens which a client gives to somebody else, who learns by them who the user is, and nothing more
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#openid)).
public final class Openid implements Capability {

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final Database database;
    private final InstantSource clock;
    private final Users users;
    private final OpenidTokensTable table = new OpenidTokensTable();

    public Openid(Database database, InstantSource clock, Users users) {
        this.database = database;
        this.clock = clock;
        this.users = users;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/_matrix/client/v3/user/{userId}/openid/request_token")
                        .operation("requestOpenIdToken")
                        .caller(USER)
                        .r0()
                        .to(this::requestToken),
                Route.get("/_matrix/federation/v1/openid/userinfo")
                        .operation("exchangeOpenIdToken")
                        .caller(ANYONE)
                        .to(this::userInfo));
    }

    private JsonObject requestToken(Request request) {
        UserId user = request.requester().user();
        if (!request.path("userId", UserId::parse).equals(user)) {
            throw MatrixError.forbidden("You can ask only for a token of your own");
        }
        request.bodyOrEmpty();
        return JsonObject.builder()
                .put("access_token", issue(user))
                .put("token_type", "Bearer")
                .put("matrix_server_name", user.server())
                .put("expires_in", LIFETIME.toSeconds())
                .build();
    }

    private String issue(UserId user) {
        String token = Secret.random("myo_");
        long now = clock.millis();
        database.write(tx -> {
            table.deleteExpired(tx, now);
            table.insert(tx, Secret.hash(token), user, now + LIFETIME.toMillis());
        });
        return token;
    }

    private JsonObject userInfo(Request request) {
        String token = request.query("access_token").orElseThrow(MatrixError::missingToken);
        Optional<UserId> user =
                database.read(tx -> table.find(tx, Secret.hash(token), clock.millis()))
                        .filter(known -> !users.is(known, Mark.DEACTIVATED));
        return JsonObject.of(
                "sub",
                user.orElseThrow(
                        () -> MatrixError.unknownToken("The token is unknown or too old", false)));
    }
}
