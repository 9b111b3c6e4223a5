package myelin.devices;

import static myelin.Answers.assertError;
import static myelin.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.BothDatabases;
import myelin.TestPeople;
import myelin.TestPeople.Person;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.sql.Database;

class DevicesTest {

    private static final String DEVICES = "/_matrix/client/v3/devices";

    @BothDatabases
    void allDevicesAreListed(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person phone = people.login("alice");
        people.register("bob");

        assertThat(ok(alice.get(DEVICES)).array("devices").orElseThrow().objects())
                .extracting(device -> device.string("device_id").orElseThrow())
                .containsExactlyInAnyOrder(alice.device(), phone.device());
    }

    @BothDatabases
    void aDeviceTellsWhenAndWhereItWasSeen(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        people.send(
                Request.to(Method.GET, DEVICES)
                        .token(alice.token())
                        .clientAddress("10.1.2.3")
                        .build());

        assertThat(ok(alice.get(DEVICES + "/" + alice.device())))
                .isEqualTo(
                        JsonObject.of(
                                "device_id",
                                alice.device(),
                                "user_id",
                                "@alice:test",
                                "last_seen_ip",
                                "10.1.2.3",
                                "last_seen_ts",
                                people.clock().millis()));
    }

    @BothDatabases
    void anUnknownDeviceIsNotFound(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(alice.get(DEVICES + "/UNKNOWN"), 404, "M_NOT_FOUND");
        assertError(
                alice.put(DEVICES + "/UNKNOWN", JsonObject.of("display_name", "x")),
                404,
                "M_NOT_FOUND");
    }

    @BothDatabases
    void somebodyElsesDeviceIsNotFound(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person bob = people.register("bob");

        assertError(bob.get(DEVICES + "/" + alice.device()), 404, "M_NOT_FOUND");
    }

    @BothDatabases
    void aDeviceIsRenamed(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        String path = DEVICES + "/" + alice.device();

        ok(alice.put(path, JsonObject.of("display_name", "Telephone")));

        assertThat(ok(alice.get(path)).string("display_name")).contains("Telephone");
    }

    @BothDatabases
    void aRequestWithoutANameLeavesTheName(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        String path = DEVICES + "/" + alice.device();
        ok(alice.put(path, JsonObject.of("display_name", "Telephone")));

        ok(alice.put(path, JsonObject.EMPTY));

        assertThat(ok(alice.get(path)).string("display_name")).contains("Telephone");
    }

    @BothDatabases
    void aNameOfAHundredCharactersIsTheLongest(Database database) {
        Person alice = TestPeople.on(database).register("alice");
        String path = DEVICES + "/" + alice.device();

        ok(alice.put(path, JsonObject.of("display_name", "\ud83d\udcf1".repeat(100))));
        assertError(
                alice.put(path, JsonObject.of("display_name", "x".repeat(101))),
                400,
                "M_TOO_LARGE");
    }

    @BothDatabases
    void deletingADeviceNeedsThePassword(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertThat(alice.delete(DEVICES + "/" + alice.device()).status()).isEqualTo(401);
        ok(alice.whoami());
    }

    @BothDatabases
    void aDeletedDeviceIsGoneWithItsToken(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person phone = people.login("alice");
        ok(phone.whoami());

        ok(
                alice.send(
                        Method.DELETE,
                        DEVICES + "/" + phone.device(),
                        JsonObject.of("auth", alice.auth())));

        assertError(alice.get(DEVICES + "/" + phone.device()), 404, "M_NOT_FOUND");
        assertError(phone.whoami(), 401, "M_UNKNOWN_TOKEN");
    }

    @BothDatabases
    void severalDevicesAreDeletedAtOnce(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        Person phone = people.login("alice");
        Person tablet = people.login("alice");

        ok(
                alice.post(
                        "/_matrix/client/v3/delete_devices",
                        JsonObject.of(
                                "devices", List.of(phone.device(), tablet.device(), "UNKNOWN"),
                                "auth", alice.auth())));

        assertThat(ok(alice.get(DEVICES)).array("devices").orElseThrow().size()).isEqualTo(1);
    }

    @BothDatabases
    void theDevicesToBeDeletedMustBeNamed(Database database) {
        Person alice = TestPeople.on(database).register("alice");

        assertError(
                alice.post("/_matrix/client/v3/delete_devices", JsonObject.EMPTY),
                400,
                "M_MISSING_PARAM");
        assertError(
                alice.post(
                        "/_matrix/client/v3/delete_devices",
                        JsonObject.of("devices", JsonArray.of(1))),
                400,
                "M_BAD_JSON");
    }

    @BothDatabases
    void everyChangeHasItsPlaceInTheStream(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        DeviceId device = DeviceId.parse(alice.device());
        ok(alice.put(DEVICES + "/" + device, JsonObject.of("display_name", "x")));
        ok(alice.post("/_matrix/client/v3/logout", JsonObject.EMPTY));

        var found = database.read(tx -> people.devices().lists().changes(tx, 0, 100, 10));
        assertThat(found).extracting(DeviceListChange::position).containsExactly(1L, 2L, 3L);
        var foundThen = database.read(tx -> people.devices().lists().latest(tx, alice.user()));
        assertThat(foundThen).isEqualTo(3);
    }

    @BothDatabases
    void aLoginOnAKnownDeviceIsNoChange(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");

        database.write(tx ->
                people.devices()
                        .register(
                                tx,
                                alice.user(),
                                Optional.of(DeviceId.parse(alice.device())),
                                "Other name"));

        var found = database.read(tx -> people.devices().lists().latest(tx, alice.user()));
        assertThat(found).isEqualTo(1);
    }

    @BothDatabases
    void whoHasChangedIsFoundAmongMany(Database database) {
        TestPeople people = TestPeople.on(database);
        Person alice = people.register("alice");
        UserId bob = people.register("bob").user();
        UserId carol = people.register("carol").user();

        var found =
                database.read(tx ->
                        people.devices()
                                .lists()
                                .changedAmong(tx, Set.of(alice.user(), carol), 1, 100));
        assertThat(found).containsExactly(carol).doesNotContain(bob);
    }
}
