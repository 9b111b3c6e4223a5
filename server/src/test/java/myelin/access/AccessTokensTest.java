package myelin.access;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.concurrent.Tasks;
import myelin.core.id.DeviceId;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import myelin.sql.Database;
import myelin.users.Mark;

class AccessTokensTest {

    private static final String REFRESH = "/_matrix/client/v3/refresh";

    @BothDatabases
    void aTokenTellsWhoCalls(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertThat(ok(alice.whoami()))
                .isEqualTo(
                        JsonObject.of(
                                "user_id",
                                "@alice:test",
                                "device_id",
                                alice.device(),
                                "is_guest",
                                false));
    }

    @BothDatabases
    void anUnknownTokenIsRefused(Database database) {
        Response response =
                TestPeople.on(database)
                        .send(
                                Request.to(Method.GET, "/_matrix/client/v3/account/whoami")
                                        .token("nonsense")
                                        .build());

        assertError(response, 401, "M_UNKNOWN_TOKEN");
        assertThat(response.json().bool("soft_logout")).contains(false);
    }

    @BothDatabases
    void noTokenIsMissing(Database database) {
        assertError(
                TestPeople.on(database).get("/_matrix/client/v3/account/whoami"),
                401,
                "M_MISSING_TOKEN");
    }

    @BothDatabases
    void afterLogoutTheTokenIsWorthless(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        ok(alice.whoami());

        ok(alice.post("/_matrix/client/v3/logout", JsonObject.EMPTY));

        assertError(alice.whoami(), 401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void logoutDeletesTheDeviceAndLeavesTheOthers(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person phone = people.login("alice");

        ok(phone.post("/_matrix/client/v3/logout", JsonObject.EMPTY));

        assertError(alice.get("/_matrix/client/v3/devices/" + phone.device()), 404, "M_NOT_FOUND");
        ok(alice.whoami());
    }

    @BothDatabases
    void logoutOfAllEndsEverySession(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person phone = people.login("alice");
        ok(phone.whoami());

        ok(alice.post("/_matrix/client/v3/logout/all", JsonObject.EMPTY));

        assertError(phone.whoami(), 401, "M_UNKNOWN_TOKEN");
        assertError(alice.whoami(), 401, "M_UNKNOWN_TOKEN");
    }

    /// The other node holds the token in memory; the stream tells it that something has changed.
    @BothDatabases
    void aLogoutOnOneNodeIsSeenOnTheOther(Database database) {
        TestPeople one = TestPeople.on(database);
        TestPeople other = TestPeople.on(database);
        Person alice = one.register("alice");
        String whoami = "/_matrix/client/v3/account/whoami";
        Request onOther = Request.to(Method.GET, whoami).token(alice.token()).build();
        ok(other.send(onOther));

        ok(alice.post("/_matrix/client/v3/logout", JsonObject.EMPTY));
        other.pollHeads();

        assertError(
                other.send(Request.to(Method.GET, whoami).token(alice.token()).build()),
                401,
                "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void aLockedUserMayOnlyLogOut(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(alice.whoami());

        database.write(tx -> people.users().mark(tx, alice.user(), Mark.LOCKED, true));

        assertError(alice.whoami(), 401, "M_USER_LOCKED");
        assertThat(alice.whoami().json().bool("soft_logout")).contains(true);
        ok(alice.post("/_matrix/client/v3/logout", JsonObject.EMPTY));
    }

    @BothDatabases
    void unlockingBringsTheSessionBack(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        database.write(tx -> people.users().mark(tx, alice.user(), Mark.LOCKED, true));
        assertError(alice.whoami(), 401, "M_USER_LOCKED");

        database.write(tx -> people.users().mark(tx, alice.user(), Mark.LOCKED, false));

        ok(alice.whoami());
    }

    @BothDatabases
    void aNewAdministratorIsOneAtOnce(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(alice.whoami());

        database.write(tx -> people.users().mark(tx, alice.user(), Mark.ADMIN, true));

        assertThat(people.access().tokens().requester(alice.token()).admin()).isTrue();
    }

    @BothDatabases
    void theDatabaseDoesNotHoldTheToken(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        var found = database.read(tx -> new AccessTokensTable().find(tx, alice.token()));
        assertThat(found).isEmpty();
        var foundThen =
                database.read(tx -> new AccessTokensTable().find(tx, Secret.hash(alice.token())));
        assertThat(foundThen).isPresent();
    }

    @BothDatabases
    void anExpiredTokenLogsOutSoftly(Database database) {
        TestPeople people = TestPeople.on(database, "nonrefreshable_access_token_lifetime", "10m");
        Person alice = people.register("alice");
        assertThat(alice.answer().integer("expires_in_ms")).contains(600_000L);
        ok(alice.whoami());

        people.clock().advance(Duration.ofMinutes(11));

        assertError(alice.whoami(), 401, "M_UNKNOWN_TOKEN");
        assertThat(alice.whoami().json().bool("soft_logout")).contains(true);
    }

    @BothDatabases
    void anExpiredTokenStillLogsOut(Database database) {
        TestPeople people = TestPeople.on(database, "session_lifetime", "10m");
        Person alice = people.register("alice");
        people.clock().advance(Duration.ofMinutes(11));

        ok(alice.post("/_matrix/client/v3/logout", JsonObject.EMPTY));
    }

    @BothDatabases
    void aLoginOnTheSameDeviceEndsItsFormerTokens(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(alice.whoami());

        Person again =
                people.person(
                        people.post(
                                "/_matrix/client/v3/login",
                                TestPeople.passwordLogin("alice", TestPeople.PASSWORD)
                                        .with("device_id", alice.device())));

        assertThat(again.device()).isEqualTo(alice.device());
        assertError(alice.whoami(), 401, "M_UNKNOWN_TOKEN");
        ok(again.whoami());
    }

    @BothDatabases
    void whoAsksForARefreshTokenGetsOne(Database database) {
        Person alice = refreshable(TestPeople.on(database));

        assertThat(alice.answer().integer("expires_in_ms")).contains(300_000L);
        assertThat(alice.answer().string("refresh_token")).isPresent();
    }

    @BothDatabases
    void aRefreshTokenIsChangedForNewTokens(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = refreshable(people);
        people.clock().advance(Duration.ofMinutes(6));
        assertError(alice.whoami(), 401, "M_UNKNOWN_TOKEN");

        JsonObject fresh = ok(refresh(people, alice.answer()));

        assertThat(ok(whoami(people, fresh)).string("device_id")).contains(alice.device());
        assertThat(fresh.integer("expires_in_ms")).contains(300_000L);
    }

    /// The answer may have been lost: the client asks again.
    @BothDatabases
    void aRefreshTokenStaysGoodUntilItsSuccessorIsUsed(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = refreshable(people);
        JsonObject lost = ok(refresh(people, alice.answer()));

        JsonObject fresh = ok(refresh(people, alice.answer()));

        ok(whoami(people, fresh));
        assertError(whoami(people, lost), 401, "M_UNKNOWN_TOKEN");
        assertError(refresh(people, lost), 401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void theUseOfANewAccessTokenRevokesTheOldRefreshToken(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = refreshable(people);
        JsonObject fresh = ok(refresh(people, alice.answer()));

        ok(whoami(people, fresh));

        assertError(refresh(people, alice.answer()), 401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void theUseOfANewRefreshTokenRevokesTheOldOne(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = refreshable(people);
        JsonObject second = ok(refresh(people, alice.answer()));

        ok(refresh(people, second));

        assertError(refresh(people, alice.answer()), 401, "M_UNKNOWN_TOKEN");
    }

    /// Whoever comes second is taken for a client that lost the answer.
    @BothDatabases
    void ofTwoRefreshesAtOnceTheLastIsGood(Database database) throws InterruptedException {
        TestPeople people = TestPeople.on(database);
        Person alice = refreshable(people);

        List<Response> answers =
                Tasks.all(
                        2,
                        Duration.ofMinutes(1),
                        List.of(
                                () -> refresh(people, alice.answer()),
                                () -> refresh(people, alice.answer())));

        assertThat(answers).extracting(Response::status).containsOnly(200);
        assertThat(answers.stream().map(answer -> whoami(people, answer.json()).status()))
                .containsExactlyInAnyOrder(200, 401);
    }

    @BothDatabases
    void anUnknownRefreshTokenIsRefused(Database database) {
        assertError(
                TestPeople.on(database).post(REFRESH, JsonObject.of("refresh_token", "nonsense")),
                401,
                "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void anExpiredRefreshTokenAsksForALogin(Database database) {
        TestPeople people = TestPeople.on(database, "refresh_token_lifetime", "1h");
        Person alice = refreshable(people);

        people.clock().advance(Duration.ofMinutes(61));

        Response response = refresh(people, alice.answer());
        assertError(response, 401, "M_UNKNOWN_TOKEN");
        assertThat(response.json().bool("soft_logout")).contains(true);
    }

    @BothDatabases
    void noRefreshOutlivesTheSession(Database database) {
        TestPeople people = TestPeople.on(database, "session_lifetime", "7m");
        Person alice = refreshable(people);
        people.clock().advance(Duration.ofMinutes(4));

        JsonObject fresh = ok(refresh(people, alice.answer()));

        assertThat(fresh.integer("expires_in_ms")).contains(180_000L);
        people.clock().advance(Duration.ofMinutes(4));
        assertError(refresh(people, fresh), 401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void logoutEndsTheRefreshToken(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = refreshable(people);

        ok(alice.post("/_matrix/client/v3/logout", JsonObject.EMPTY));

        assertError(refresh(people, alice.answer()), 401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void expiredTokensOfFormerRefreshesAreDeleted(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = refreshable(people);
        JsonObject second = ok(refresh(people, alice.answer()));
        people.clock().advance(Duration.ofMinutes(6));

        ok(refresh(people, second));

        var found =
                database.read(tx -> new AccessTokensTable().find(tx, Secret.hash(alice.token())));
        assertThat(found).isEmpty();
    }

    @BothDatabases
    void whereRefreshTokensAreOffNobodyGetsOne(Database database) {
        TestPeople people = TestPeople.on(database, "refreshable_access_token_lifetime", "null");

        assertThat(refreshable(people).answer().has("refresh_token")).isFalse();
    }

    @BothDatabases
    void aLoginTokenIsGoodOnce(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        String token = people.access().loginTokens().issue(alice.user(), Duration.ofMinutes(5));

        assertThat(people.access().loginTokens().consume(token)).contains(alice.user());
        assertThat(people.access().loginTokens().consume(token)).isEmpty();
    }

    @BothDatabases
    void aLoginTokenEnds(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        String token = people.access().loginTokens().issue(alice.user(), Duration.ofMinutes(5));

        people.clock().advance(Duration.ofMinutes(6));

        assertThat(people.access().loginTokens().consume(token)).isEmpty();
    }

    @BothDatabases
    void aDeviceWasSeenWhereAndWhenItCalled(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        people.send(
                Request.to(Method.GET, "/_matrix/client/v3/account/whoami")
                        .token(alice.token())
                        .header("User-Agent", "Browser/1")
                        .clientAddress("10.1.2.3")
                        .build());

        assertThat(people.access().lastSeen().latestOf(alice.user()))
                .containsOnlyKeys(DeviceId.parse(alice.device()))
                .containsValue(
                        new LastSeen.Seen(
                                Optional.of(DeviceId.parse(alice.device())),
                                "10.1.2.3",
                                "Browser/1",
                                people.clock().millis()));
    }

    @BothDatabases
    void oldCallsAreForgottenButTheLastOfEachDevice(Database database) {
        TestPeople people = TestPeople.on(database, "user_ips_max_age", "7d");
        Person alice = people.register("alice");
        Person phone = people.login("alice");
        whoamiFrom(people, phone, "10.0.0.1");
        whoamiFrom(people, alice, "10.0.0.2");
        people.clock().advance(Duration.ofDays(8));
        whoamiFrom(people, alice, "10.0.0.3");
        people.access().lastSeen().of(alice.user());

        people.access().lastSeen().forgetOld();

        assertThat(people.access().lastSeen().of(alice.user()))
                .extracting(LastSeen.Seen::ip)
                .containsExactly("10.0.0.3", "10.0.0.1");
    }

    @BothDatabases
    void callsOfADeletedDeviceAreForgotten(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(alice.whoami());

        ok(alice.post("/_matrix/client/v3/logout", JsonObject.EMPTY));

        assertThat(people.access().lastSeen().of(alice.user())).isEmpty();
    }

    private static void whoamiFrom(TestPeople people, Person person, String address) {
        ok(
                people.send(
                        Request.to(Method.GET, "/_matrix/client/v3/account/whoami")
                                .token(person.token())
                                .clientAddress(address)
                                .build()));
    }

    @BothDatabases
    void tokensOfADeletedDeviceEnd(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        ok(alice.whoami());

        database.write(tx ->
                people.access()
                        .tokens()
                        .deleteOf(tx, alice.user(), Set.of(DeviceId.parse(alice.device()))));

        assertError(alice.whoami(), 401, "M_UNKNOWN_TOKEN");
    }

    private static Person refreshable(TestPeople people) {
        people.register("alice");
        return people.person(
                people.post(
                        "/_matrix/client/v3/login",
                        TestPeople.passwordLogin("alice", TestPeople.PASSWORD)
                                .with("refresh_token", true)));
    }

    private static Response refresh(TestPeople people, JsonObject tokens) {
        return people.post(
                REFRESH,
                JsonObject.of("refresh_token", tokens.string("refresh_token").orElseThrow()));
    }

    private static Response whoami(TestPeople people, JsonObject tokens) {
        return people.send(
                Request.to(Method.GET, "/_matrix/client/v3/account/whoami")
                        .token(tokens.string("access_token").orElseThrow())
                        .build());
    }
}
