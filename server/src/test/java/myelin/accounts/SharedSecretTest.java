package myelin.accounts;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.Response;
import myelin.sql.Database;
import myelin.users.Mark;
import myelin.users.UserRecord;

class SharedSecretTest {

    private static final String PATH = "/_synapse/admin/v1/register";
    private static final String SECRET = "shared";

    @BothDatabases
    void whoKnowsTheSecretMakesAnAdministrator(Database database) {
        TestPeople people = people(database);

        JsonObject answer = ok(register(people, "boss", true, JsonObject.EMPTY));

        assertThat(answer.string("user_id")).contains("@boss:test");
        assertThat(answer.string("access_token")).isPresent();
        assertThat(people.users().is(UserId.parse("@boss:test"), Mark.ADMIN)).isTrue();
        people.login("boss");
    }

    @BothDatabases
    void itWorksWhereRegistrationIsOff(Database database) {
        TestPeople people =
                TestPeople.on(
                        database,
                        "registration_shared_secret",
                        SECRET,
                        "enable_registration",
                        "false");

        ok(register(people, "alice", false, JsonObject.EMPTY));

        assertThat(people.users().is(UserId.parse("@alice:test"), Mark.ADMIN)).isFalse();
    }

    @BothDatabases
    void displayNameAndTypeAreKept(Database database) {
        TestPeople people = people(database);
        UserId robot = UserId.parse("@robot:test");

        ok(
                register(
                        people,
                        "robot",
                        false,
                        JsonObject.of("displayname", "R2", "user_type", "bot")));

        assertThat(people.users().profile(robot).string("displayname")).contains("R2");
        assertThat(people.users().find(robot).flatMap(UserRecord::userType)).contains("bot");
    }

    @BothDatabases
    void anUnknownTypeIsRefused(Database database) {
        assertError(
                register(people(database), "robot", false, JsonObject.of("user_type", "toaster")),
                400,
                "M_UNKNOWN");
    }

    @BothDatabases
    void capitalsBecomeSmallAfterTheyWereSigned(Database database) {
        assertThat(
                        ok(register(people(database), "BoSS", false, JsonObject.EMPTY))
                                .string("user_id"))
                .contains("@boss:test");
    }

    @BothDatabases
    void strangeCharactersAreRefused(Database database) {
        assertError(
                register(people(database), "us,er", false, JsonObject.EMPTY),
                400,
                "M_INVALID_USERNAME");
    }

    @BothDatabases
    void aTakenNameIsRefused(Database database) {
        TestPeople people = people(database);
        people.register("alice");

        assertError(register(people, "alice", false, JsonObject.EMPTY), 400, "M_USER_IN_USE");
    }

    @BothDatabases
    void aWrongSealIsForbidden(Database database) {
        assertError(
                register(people(database), "boss", true, JsonObject.of("mac", "00")),
                403,
                "M_FORBIDDEN");
    }

    @BothDatabases
    void whoWasNotSignedAsAdministratorBecomesNone(Database database) {
        assertError(
                register(people(database), "boss", false, JsonObject.of("admin", true)),
                403,
                "M_FORBIDDEN");
    }

    @BothDatabases
    void aNonceEndsAfterAMinute(Database database) {
        TestPeople people = people(database);
        String nonce = nonce(people);

        people.clock().advance(Duration.ofSeconds(61));

        assertError(register(people, nonce, "boss", true, JsonObject.EMPTY), 400, "M_UNKNOWN");
    }

    @BothDatabases
    void aNonceThatWeDidNotMakeIsRefused(Database database) {
        assertError(
                register(people(database), "00".repeat(64), "boss", true, JsonObject.EMPTY),
                400,
                "M_UNKNOWN");
    }

    @BothDatabases
    void aNonceOfOneNodeIsGoodOnAnother(Database database) {
        String nonce = nonce(people(database));

        ok(register(people(database), nonce, "boss", true, JsonObject.EMPTY));
    }

    @BothDatabases
    void withoutASecretItIsOff(Database database) {
        assertError(TestPeople.on(database).get(PATH), 400, "M_UNKNOWN");
    }

    private static TestPeople people(Database database) {
        return TestPeople.on(database, "registration_shared_secret", SECRET);
    }

    private static String nonce(TestPeople people) {
        return ok(people.get(PATH)).string("nonce").orElseThrow();
    }

    private static Response register(
            TestPeople people, String name, boolean admin, JsonObject more) {
        return register(people, nonce(people), name, admin, more);
    }

    private static Response register(
            TestPeople people, String nonce, String name, boolean admin, JsonObject more) {
        String signed =
                String.join("\0", nonce, name, TestPeople.PASSWORD, admin ? "admin" : "notadmin")
                        + more.string("user_type").map(type -> "\0" + type).orElse("");
        JsonObject body =
                JsonObject.of(
                        "nonce", nonce,
                        "username", name,
                        "password", TestPeople.PASSWORD,
                        "admin", admin,
                        "mac", hmac(signed));
        return people.post(PATH, body.merge(more));
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
