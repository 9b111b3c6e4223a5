package myelin.accounts;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.concurrent.Tasks;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Response;
import myelin.profiles.RoomProfiles;
import myelin.sql.Database;

class RegistrationTest {

    private static final String REGISTER = "/_matrix/client/v3/register";
    private static final String AVAILABLE = "/_matrix/client/v3/register/available?username=";
    private static final JsonObject DUMMY = JsonObject.of("type", "m.login.dummy");

    @BothDatabases
    void anEmptyRequestIsToldTheFlows(Database database) {
        Response response = TestPeople.on(database).post(REGISTER, JsonObject.EMPTY);

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.json().array("flows"))
                .contains(JsonArray.of(JsonObject.of("stages", List.of("m.login.dummy"))));
        assertThat(response.json().string("session")).isPresent();
    }

    @BothDatabases
    void aNewcomerGetsAnAccountADeviceAndAToken(Database database) {
        TestPeople people = TestPeople.on(database);

        Person alice = people.register("alice");

        assertThat(alice.user()).isEqualTo(UserId.parse("@alice:test"));
        assertThat(alice.answer().string("home_server")).contains("test");
        assertThat(ok(alice.whoami()).string("device_id")).contains(alice.device());
    }

    @BothDatabases
    void theSecondRequestNeedsOnlyWhatTheFirstDidNotSay(Database database) {
        TestPeople people = TestPeople.on(database);
        JsonObject body =
                JsonObject.of("username", "alice", "password", "übers3kr1t", "device_id", "D");
        String session = people.post(REGISTER, body).json().string("session").orElseThrow();

        JsonObject answer =
                ok(
                        people.post(
                                REGISTER,
                                JsonObject.of(
                                        "password", "übers3kr1t",
                                        "auth", DUMMY.with("session", session),
                                        "username", "alice",
                                        "device_id", "D")));

        assertThat(answer.string("device_id")).contains("D");
    }

    @BothDatabases
    void theSameSessionAgainLogsInAgain(Database database) {
        TestPeople people = TestPeople.on(database);
        JsonObject body = JsonObject.of("username", "alice", "password", "secret");
        String session = people.post(REGISTER, body).json().string("session").orElseThrow();
        JsonObject confirmed = body.with("auth", DUMMY.with("session", session));
        ok(people.post(REGISTER, confirmed));

        assertThat(ok(people.post(REGISTER, confirmed)).string("user_id")).contains("@alice:test");
    }

    @BothDatabases
    void capitalsBecomeSmall(Database database) {
        assertThat(TestPeople.on(database).register("user-UPPER").user())
                .isEqualTo(UserId.parse("@user-upper:test"));
    }

    @BothDatabases
    void whoGivesNoNameGetsANumber(Database database) {
        JsonObject answer =
                ok(
                        TestPeople.on(database)
                                .post(
                                        REGISTER,
                                        JsonObject.of("password", "secret", "auth", DUMMY)));

        assertThat(answer.string("user_id").orElseThrow()).matches("@[0-9]+:test");
    }

    @BothDatabases
    void theDisplayNameIsTheLocalpartAtFirst(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        assertThat(people.users().profile(alice.user()))
                .isEqualTo(JsonObject.of("displayname", "alice"));
    }

    @BothDatabases
    void strangeCharactersAreRefused(Database database) {
        TestPeople people = TestPeople.on(database);

        for (String name : List.of("a!b", "a:b", "a@b", "aéb", "a\nb", "a b", "a{b", "a\\b")) {
            assertError(register(people, name), 400, "M_INVALID_USERNAME");
        }
    }

    @BothDatabases
    void theCharactersOfTheSpecAreAllowed(Database database) {
        assertThat(TestPeople.on(database).register("q3._=-/+").user().localpart())
                .isEqualTo("q3._=-/+");
    }

    @BothDatabases
    void anEmptyNameIsRefused(Database database) {
        assertError(register(TestPeople.on(database), ""), 400, "M_INVALID_USERNAME");
    }

    @BothDatabases
    void aNumberIsRefused(Database database) {
        assertError(register(TestPeople.on(database), "123"), 400, "M_INVALID_USERNAME");
    }

    @BothDatabases
    void anUnderscoreInFrontIsRefused(Database database) {
        assertError(register(TestPeople.on(database), "_bridge"), 400, "M_INVALID_USERNAME");
    }

    @BothDatabases
    void anUnderscoreInFrontIsAllowedWhereTheConfigurationSaysSo(Database database) {
        TestPeople people =
                TestPeople.on(database, "allow_underscore_prefixed_registration", "true");

        assertThat(people.register("_bridge").user().localpart()).isEqualTo("_bridge");
    }

    @BothDatabases
    void anIdOf255BytesIsTheLongest(Database database) {
        TestPeople people = TestPeople.on(database);

        assertThat(people.register("a".repeat(249)).user().value()).hasSize(255);
        assertError(register(people, "a".repeat(250)), 400, "M_INVALID_USERNAME");
    }

    @BothDatabases
    void aTakenNameIsRefusedBeforeAnyStage(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        assertError(
                people.post(REGISTER, JsonObject.of("username", "Alice", "password", "secret")),
                400,
                "M_USER_IN_USE");
    }

    @BothDatabases
    void ofTwoWhoWantANameAtOnceOneGetsIt(Database database) throws InterruptedException {
        TestPeople people = TestPeople.on(database);

        List<Integer> answers =
                Tasks.all(
                        2,
                        Duration.ofMinutes(1),
                        List.of(
                                () -> register(people, "alice").status(),
                                () -> register(people, "alice").status()));

        assertThat(answers).containsExactlyInAnyOrder(200, 400);
    }

    @BothDatabases
    void aNameOfAnApplicationServiceIsExclusive(Database database) {
        TestPeople people =
                TestPeople.on(
                        database, user -> user.localpart().startsWith("irc"), RoomProfiles.NONE);

        assertError(register(people, "irc_alice"), 400, "M_EXCLUSIVE");
    }

    @BothDatabases
    void aRegistrationWithoutLoginGivesNoToken(Database database) {
        JsonObject answer =
                ok(
                        TestPeople.on(database)
                                .post(
                                        REGISTER,
                                        JsonObject.of(
                                                "username",
                                                "alice",
                                                "password",
                                                "secret",
                                                "inhibit_login",
                                                true,
                                                "auth",
                                                DUMMY)));

        assertThat(answer)
                .isEqualTo(JsonObject.of("user_id", "@alice:test", "home_server", "test"));
    }

    @BothDatabases
    void aRegistrationMayAskForARefreshToken(Database database) {
        JsonObject answer =
                ok(
                        TestPeople.on(database)
                                .post(
                                        REGISTER,
                                        JsonObject.of(
                                                "username",
                                                "alice",
                                                "password",
                                                "secret",
                                                "refresh_token",
                                                true,
                                                "auth",
                                                DUMMY)));

        assertThat(answer.string("refresh_token")).isPresent();
    }

    @BothDatabases
    void withoutAPasswordThereIsNoAccount(Database database) {
        assertError(
                TestPeople.on(database)
                        .post(REGISTER, JsonObject.of("username", "alice", "auth", DUMMY)),
                400,
                "M_MISSING_PARAM");
    }

    @BothDatabases
    void whereRegistrationIsOffNobodyRegisters(Database database) {
        TestPeople people = TestPeople.on(database, "enable_registration", "false");

        assertError(register(people, "alice"), 403, "M_FORBIDDEN");
        assertError(people.get(AVAILABLE + "alice"), 403, "M_FORBIDDEN");
    }

    @BothDatabases
    void anUnknownKindOfAccountIsRefused(Database database) {
        assertError(
                TestPeople.on(database).post(REGISTER + "?kind=king", JsonObject.EMPTY),
                400,
                "M_UNRECOGNIZED");
    }

    @BothDatabases
    void anApplicationServiceThatNobodyKnowsIsRefused(Database database) {
        assertError(
                TestPeople.on(database)
                        .post(
                                REGISTER,
                                JsonObject.of(
                                        "type", "m.login.application_service", "username", "bot")),
                401,
                "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void wrongTypesAreBadJson(Database database) {
        TestPeople people = TestPeople.on(database);

        assertError(people.post(REGISTER, JsonObject.of("username", 7)), 400, "M_BAD_JSON");
        assertError(
                people.post(REGISTER, JsonObject.of("inhibit_login", "yes")), 400, "M_BAD_JSON");
        assertError(people.post(REGISTER, JsonObject.of("auth", "dummy")), 400, "M_BAD_JSON");
    }

    @BothDatabases
    void aFreeNameIsAvailable(Database database) {
        assertThat(ok(TestPeople.on(database).get(AVAILABLE + "alice")))
                .isEqualTo(JsonObject.of("available", true));
    }

    @BothDatabases
    void aTakenNameIsNotAvailable(Database database) {
        TestPeople people = TestPeople.on(database);
        people.register("alice");

        assertError(people.get(AVAILABLE + "alice"), 400, "M_USER_IN_USE");
    }

    @BothDatabases
    void anImpossibleNameIsNotAvailable(Database database) {
        assertError(TestPeople.on(database).get(AVAILABLE + "a,b"), 400, "M_INVALID_USERNAME");
    }

    @BothDatabases
    void theNameMustBeGiven(Database database) {
        assertError(
                TestPeople.on(database).get("/_matrix/client/v3/register/available"),
                400,
                "M_MISSING_PARAM");
    }

    @BothDatabases
    void whereTheServerKeepsSilentEveryNameIsAvailable(Database database) {
        TestPeople people = TestPeople.on(database, "inhibit_user_in_use_error", "true");
        people.register("alice");

        ok(people.get(AVAILABLE + "alice"));
        assertThat(
                        people.post(REGISTER, JsonObject.of("username", "alice", "password", "x"))
                                .status())
                .isEqualTo(401);
        assertError(register(people, "alice"), 400, "M_USER_IN_USE");
    }

    @BothDatabases
    void aGuestGetsANumberAndAToken(Database database) {
        TestPeople people = TestPeople.on(database, "allow_guest_access", "true");

        Person guest = guest(people);

        assertThat(guest.user().localpart()).containsOnlyDigits();
        assertThat(ok(guest.whoami()).bool("is_guest")).contains(true);
    }

    @BothDatabases
    void whereGuestsAreNotWelcomeNobodyIsOne(Database database) {
        assertError(
                TestPeople.on(database).post(REGISTER + "?kind=guest", JsonObject.EMPTY),
                403,
                "M_FORBIDDEN");
    }

    @BothDatabases
    void aGuestMayNotWhatOnlyPersonsMay(Database database) {
        Person guest = guest(TestPeople.on(database, "allow_guest_access", "true"));

        assertError(guest.get("/_matrix/client/v3/account/3pid"), 403, "M_GUEST_ACCESS_FORBIDDEN");
    }

    @BothDatabases
    void aGuestBecomesAPersonAndKeepsTheName(Database database) {
        TestPeople people = TestPeople.on(database, "allow_guest_access", "true");
        Person guest = guest(people);

        Person person =
                people.person(
                        people.post(
                                REGISTER,
                                JsonObject.of(
                                        "username",
                                        guest.user().localpart(),
                                        "password",
                                        TestPeople.PASSWORD,
                                        "guest_access_token",
                                        guest.token(),
                                        "auth",
                                        DUMMY)));

        assertThat(person.user()).isEqualTo(guest.user());
        assertThat(ok(person.whoami()).bool("is_guest")).contains(false);
        people.login(guest.user().value());
    }

    @BothDatabases
    void aGuestMayNotTakeAnotherName(Database database) {
        TestPeople people = TestPeople.on(database, "allow_guest_access", "true");
        people.register("alice");
        Person guest = guest(people);

        assertError(
                people.post(
                        REGISTER,
                        JsonObject.of(
                                "username",
                                "alice",
                                "password",
                                "secret",
                                "guest_access_token",
                                guest.token(),
                                "auth",
                                DUMMY)),
                403,
                "M_FORBIDDEN");
    }

    @BothDatabases
    void tooManyRegistrationsFromAnAddressAreStopped(Database database) {
        TestPeople people =
                TestPeople.on(database, "rc_registration", "{per_second: 0.1, burst_count: 1}");
        people.register("alice");

        assertError(register(people, "bob"), 429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    void askingForTheFlowsIsNoRegistration(Database database) {
        TestPeople people =
                TestPeople.on(database, "rc_registration", "{per_second: 0.1, burst_count: 1}");

        people.post(REGISTER, JsonObject.EMPTY);

        people.register("alice");
    }

    private static Person guest(TestPeople people) {
        return people.person(people.post(REGISTER + "?kind=guest", JsonObject.EMPTY));
    }

    private static Response register(TestPeople people, String name) {
        return people.post(
                REGISTER, JsonObject.of("username", name, "password", "secret", "auth", DUMMY));
    }
}
