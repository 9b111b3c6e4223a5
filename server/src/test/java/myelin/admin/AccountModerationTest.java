package myelin.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Suspending and locking accounts.
final class AccountModerationTest {

    private static final String ADMIN = "/_matrix/client/v1/admin/";

    @BothDatabases
    void anAdministratorSuspendsAndForgives(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        JsonObject yes = JsonObject.of("suspended", true);
        JsonObject no = JsonObject.of("suspended", false);
        String path = ADMIN + "suspend/" + alice;

        assertThat(admin.get(path).ok()).isEqualTo(no);
        assertThat(admin.put(path, yes).ok()).isEqualTo(yes);
        assertThat(admin.get(path).ok()).isEqualTo(yes);
        alice.post("/createRoom").isError(403, "M_USER_SUSPENDED");
        assertThat(admin.put(path, no).ok()).isEqualTo(no);
        alice.post("/createRoom").ok();
    }

    @BothDatabases
    void anAdministratorLocksAndUnlocks(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        String path = ADMIN + "lock/" + alice;

        admin.put(path, JsonObject.of("locked", true)).ok();
        assertThat(admin.get(path).ok()).isEqualTo(JsonObject.of("locked", true));
        alice.get("/account/whoami").isError(401, "M_USER_LOCKED");
        admin.put(path, JsonObject.of("locked", false)).ok();
        alice.get("/account/whoami").ok();
    }

    @BothDatabases
    void onlyAdministratorsMayAndTheyAreSafe(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser other = server.admin("other");
        TestUser alice = server.user("alice");
        for (String what : List.of("suspend", "lock")) {
            JsonObject body = JsonObject.of(what.equals("lock") ? "locked" : "suspended", true);
            String path = ADMIN + what + "/";

            alice.get(path + "@nobody:test").isForbidden();
            alice.put(path + alice, body).isForbidden();
            admin.put(path + admin, body).isForbidden();
            admin.put(path + other, body).isForbidden();
            admin.get(path + "@nobody:test").isError(404, "M_NOT_FOUND");
            admin.get(path + "@a:elsewhere.example").isError(400, "M_INVALID_PARAM");
            admin.put(path + alice, JsonObject.EMPTY).isError(400, "M_MISSING_PARAM");
            admin.put(path + alice, JsonObject.of("locked", 1, "suspended", 1))
                    .isError(400, "M_BAD_JSON");
        }
        alice.erasesHimself();
        admin.get(ADMIN + "suspend/" + alice).isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void clientsOfAdministratorsLearnThatTheyMay(TestServer server) {
        assertThat(
                        server.admin("admin")
                                .get("/capabilities")
                                .find("capabilities", "m.account_moderation"))
                .contains(JsonObject.of("suspend", true, "lock", true));
        assertThat(
                        server.user("alice")
                                .get("/capabilities")
                                .find("capabilities", "m.account_moderation"))
                .isEmpty();
    }
}
