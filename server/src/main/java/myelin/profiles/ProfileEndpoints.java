package myelin.profiles;

import static myelin.http.Caller.ANYONE;
import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.http.Caller;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimit;

/// Reading and changing profiles.
final class ProfileEndpoints {

    private static final String PROFILE = "/_matrix/client/v3/profile/{userId}";
    private static final String FIELD = PROFILE + "/{keyName}";
    private static final String MSC4133 =
            "/_matrix/client/unstable/uk.tcpip.msc4133/profile/{userId}/{keyName}";

    private final Profiles profiles;
    private final Caller reader;

    ProfileEndpoints(Profiles profiles, boolean readersNeedToken) {
        this.profiles = profiles;
        this.reader = readersNeedToken ? USER : ANYONE;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PROFILE).r0().operation("getUserProfile").caller(reader).to(this::get),
                Route.get(FIELD)
                        .r0()
                        .also(MSC4133)
                        .operation("getProfileField")
                        .caller(reader)
                        .to(this::getField),
                Route.put(FIELD)
                        .r0()
                        .also(MSC4133)
                        .operation("setProfileField")
                        .caller(USER)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .to(this::setField),
                Route.delete(FIELD)
                        .r0()
                        .also(MSC4133)
                        .operation("deleteProfileField")
                        .caller(USER)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .to(this::deleteField));
    }

    private JsonObject get(Request request) {
        return profiles.read(user(request), reader(request));
    }

    private JsonObject getField(Request request) {
        String field = FieldName.of(request);
        return JsonObject.of(field, profiles.read(user(request), field, reader(request)));
    }

    private JsonObject setField(Request request) {
        UserId user = user(request);
        String field = FieldName.of(request);
        Json value =
                request.body()
                        .value(field)
                        .orElseThrow(() -> MatrixError.missingParam("Missing key '" + field + "'"));
        profiles.set(request.requester(), user, field, value);
        return JsonObject.EMPTY;
    }

    private JsonObject deleteField(Request request) {
        profiles.remove(request.requester(), user(request), FieldName.of(request));
        return JsonObject.EMPTY;
    }

    private static UserId user(Request request) {
        return request.path("userId", UserId::parse);
    }

    private static Optional<UserId> reader(Request request) {
        return request.optionalRequester().map(Requester::user);
    }
}
