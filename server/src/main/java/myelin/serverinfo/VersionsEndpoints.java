package myelin.serverinfo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Caller;
import myelin.http.Request;
import myelin.http.Response;
import myelin.http.Route;

/// Which versions of the specification are served, and which program this is.
final class VersionsEndpoints {

    /// A version is named here when all that it brought is served, but for packages which are not written yet at all.
    /// These answer 404 `M_UNRECOGNIZED`, which clients take for "not supported". v1.17 dropped the push rules about
    /// legacy mentions, which are still on.
    private static final List<String> VERSIONS =
            List.of(
                    "r0.0.1", "r0.1.0", "r0.2.0", "r0.3.0", "r0.4.0", "r0.5.0", "r0.6.0", "r0.6.1",
                    "v1.1", "v1.2", "v1.3", "v1.4", "v1.5", "v1.6", "v1.7", "v1.8", "v1.9", "v1.10",
                    "v1.11", "v1.12", "v1.13", "v1.14", "v1.15", "v1.16");

    /// Config and code decide alone, so the answer to those without a token may be kept by browser and proxy.
    private static final String CACHE_CONTROL =
            "public, max-age=600, s-maxage=3600, stale-while-revalidate=600";

    private final JsonObject versions;
    private final String version;

    VersionsEndpoints(List<String> unstableFeatures, String version) {
        Map<String, Boolean> features = new TreeMap<>();
        unstableFeatures.forEach(feature -> features.put(feature, true));
        this.versions =
                JsonObject.of(
                        "versions",
                        JsonArray.from(VERSIONS),
                        "unstable_features",
                        JsonObject.from(features));
        this.version = version;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/versions")
                        .operation("getVersions")
                        .caller(Caller.OPTIONAL_USER)
                        .guests()
                        .to(this::versions),
                Route.get("/_matrix/federation/v1/version")
                        .operation("getVersion")
                        .to(request ->
                                JsonObject.of(
                                        "server",
                                        JsonObject.of("name", "Myelin", "version", version))),
                Route.get("/_synapse/admin/v1/server_version")
                        .synapse()
                        .to(request -> JsonObject.of("server_version", version)));
    }

    private Response versions(Request request) {
        Response response = Response.json(200, versions).withHeader("Vary", "Authorization");
        return request.optionalRequester().isPresent()
                ? response
                : response.withHeader("Cache-Control", CACHE_CONTROL);
    }
}
