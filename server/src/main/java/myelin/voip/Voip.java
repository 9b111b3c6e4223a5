package myelin.voip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static myelin.http.Caller.USER;

import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import myelin.config.TurnConfig;
import myelin.config.TurnConfig.CommonUser;
import myelin.config.TurnConfig.SharedSecret;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;

/// Tells users through which servers they can call each other when there is no direct way
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#voice-over-ip)). Immutable; called by all request threads.
public final class Voip implements Capability {

    private final TurnConfig config;
    private final InstantSource clock;

    public Voip(TurnConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/voip/turnServer")
                        .operation("getTurnServer")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(this::turnServer));
    }

    /// Without servers the answer is empty, as Synapse's: clients take an empty list for servers, and an error for one.
    private JsonObject turnServer(Request request) {
        if (request.requester().guest() && !config.allowGuests()) {
            throw MatrixError.guestAccessForbidden();
        }
        TurnConfig.Credentials credentials = config.credentials();
        if (config.uris().isEmpty() || credentials == null) {
            return JsonObject.EMPTY;
        }
        CommonUser user =
                switch (credentials) {
                    case CommonUser common -> common;
                    case SharedSecret(String secret) ->
                            forSomeTime(request.requester().user(), secret);
                };
        return JsonObject.builder()
                .put("username", user.name())
                .put("password", user.password())
                .put("uris", config.uris())
                .put("ttl", config.userLifetime().toSeconds())
                .build();
    }

    /// A name that says until when it is good, and what proves to whoever knows the secret that we made it
    /// ([the way of all TURN servers](https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00)).
    private CommonUser forSomeTime(UserId user, String secret) {
        long end = clock.instant().plus(config.userLifetime()).getEpochSecond();
        String name = end + ":" + user;
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
            byte[] proof = mac.doFinal(name.getBytes(UTF_8));
            return new CommonUser(name, Base64.getEncoder().encodeToString(proof));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
