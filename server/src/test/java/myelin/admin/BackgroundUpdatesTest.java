package myelin.admin;

import myelin.BothDatabases;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

final class BackgroundUpdatesTest {

    private static final String BASE = "/_synapse/admin/v1/background_updates/";

    @BothDatabases
    void theyAreForAdministrators(TestServer server) {
        TestUser alice = server.user("alice");

        alice.get(BASE + "status").isForbidden();
        alice.get(BASE + "enabled").isForbidden();
        alice.post(BASE + "enabled", JsonObject.of("enabled", false)).isForbidden();
        alice.post(BASE + "start_job", JsonObject.of("job_name", "x")).isForbidden();
        server.get(BASE + "status").isError(401, "M_MISSING_TOKEN");
    }
}
