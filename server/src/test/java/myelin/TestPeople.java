package myelin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.access.Access;
import myelin.accountdata.AccountData;
import myelin.accounts.Accounts;
import myelin.accounts.ReservedNames;
import myelin.config.Config;
import myelin.config.ConfigReader;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.devices.Devices;
import myelin.http.Capacity;
import myelin.http.Dispatcher;
import myelin.http.MatrixError;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import myelin.http.Route;
import myelin.limits.RateLimitOverrides;
import myelin.limits.RateLimits;
import myelin.observe.Metrics;
import myelin.profiles.Profiles;
import myelin.profiles.RoomProfiles;
import myelin.spec.ResponseCheck;
import myelin.sql.Database;
import myelin.stream.Hint;
import myelin.stream.Hints;
import myelin.stream.Stream;
import myelin.stream.Streams;
import myelin.uia.Uia;
import myelin.users.Users;

/// A server of people without rooms: accounts, sessions, devices, account data, profiles. Requests are dispatched
/// without a socket. Two of them on one database are two nodes.
public final class TestPeople {

    private static final Map<String, String> USUAL =
            Map.ofEntries(
                    Map.entry("server_name", "test"),
                    Map.entry("signing_key", "ed25519 a_test " + "A".repeat(43)),
                    Map.entry("bcrypt_rounds", "4"),
                    Map.entry("enable_registration", "true"),
                    Map.entry("enable_registration_without_verification", "true"),
                    Map.entry("rc_registration", "{per_second: 1000, burst_count: 1000}"),
                    Map.entry(
                            "rc_registration_token_validity",
                            "{per_second: 1000, burst_count: 1000}"),
                    Map.entry("rc_message", "{per_second: 1000, burst_count: 1000}"),
                    Map.entry(
                            "rc_login",
                            "{address: {per_second: 1000, burst_count: 1000},"
                                    + " account: {per_second: 1000, burst_count: 1000},"
                                    + " failed_attempts: {per_second: 1000, burst_count: 1000}}"));

    /// Everybody's password.
    public static final String PASSWORD = "correct horse";

    public static final ServerName SERVER = ServerName.parse("test");

    private final Database database;
    private final TestClock clock = new TestClock();
    private final Users users;
    private final Access access;
    private final Devices devices;
    private final AccountData accountData;
    private final Uia uia;
    private final Accounts accounts;
    private final List<Route> routes = new ArrayList<>();
    private final Dispatcher dispatcher;
    private final Streams streams;
    private final Hints hints;

    /// A server with the usual configuration, and these options instead of the usual: name, value, name, value …
    public static TestPeople on(Database database, String... options) {
        return new TestPeople(database, config(options), ReservedNames.NONE, RoomProfiles.NONE);
    }

    /// A server whose neighbours in the line are given.
    public static TestPeople on(
            Database database, ReservedNames reserved, RoomProfiles rooms, String... options) {
        return new TestPeople(database, config(options), reserved, rooms);
    }

    private TestPeople(
            Database database, Config config, ReservedNames reserved, RoomProfiles rooms) {
        this.database = database;
        streams = new Streams(database);
        hints = new Hints(streams);
        RateLimits limits = new RateLimits(config.rateLimits(), RateLimitOverrides.NONE, clock);
        users =
                new Users(
                        config.server().serverName(),
                        database,
                        streams,
                        hints::deliver,
                        clock,
                        config.passwords());
        access =
                new Access(
                        database,
                        clock,
                        users,
                        new Access.Settings(
                                config.sessions(),
                                config.blocking(),
                                config.server(),
                                config.consent()));
        uia =
                new Uia(
                        new Uia.Parts(
                                database,
                                clock,
                                users,
                                access,
                                limits,
                                new Uia.Settings(
                                        config.server(),
                                        config.passwords(),
                                        config.sessions(),
                                        config.consent())));
        devices = new Devices(database, streams, hints::deliver, clock, access, uia);
        accountData =
                new AccountData(
                        database,
                        streams,
                        hints::deliver,
                        new AccountData.Settings(
                                config.sync().filterTimelineLimit(),
                                config.experimental().filtersInvites(),
                                config.experimental().deletesAccountData(),
                                config.experimental().dropsLocalNotificationSettings()));
        Profiles profiles = new Profiles(database, users, rooms, config.profiles());
        accounts =
                new Accounts(
                        new Accounts.Parts(
                                database,
                                clock,
                                users,
                                access,
                                uia,
                                devices,
                                accountData,
                                limits,
                                reserved,
                                user -> {},
                                (user, guest) -> {},
                                new Accounts.Settings(
                                        config.registration(),
                                        config.passwords(),
                                        config.sessions(),
                                        config.consent(),
                                        JsonObject.EMPTY)));
        List.of(uia, devices, accountData, profiles, accounts)
                .forEach(capability -> routes.addAll(capability.routes()));
        dispatcher =
                new Dispatcher(
                        routes,
                        access.tokens(),
                        _ -> {
                            throw MatrixError.unrecognized();
                        },
                        requester -> {},
                        limits,
                        Capacity.ofThisProgram(),
                        new Metrics());
    }

    private static Config config(String... options) {
        Map<String, String> lines = new LinkedHashMap<>(USUAL);
        for (int i = 0; i < options.length; i += 2) {
            lines.put(options[i], options[i + 1]);
        }
        StringBuilder yaml = new StringBuilder();
        lines.forEach((name, value) -> yaml.append(name).append(": ").append(value).append('\n'));
        return ConfigReader.parse(yaml.toString());
    }

    public List<Route> routes() {
        return routes;
    }

    public Database database() {
        return database;
    }

    public TestClock clock() {
        return clock;
    }

    public Users users() {
        return users;
    }

    public Access access() {
        return access;
    }

    public Devices devices() {
        return devices;
    }

    public AccountData accountData() {
        return accountData;
    }

    public Uia uia() {
        return uia;
    }

    public Accounts accounts() {
        return accounts;
    }

    /// Reads what other nodes have written, as each node does every second.
    public void pollHeads() {
        for (Stream stream : Stream.values()) {
            hints.deliver(Hint.ofAll(stream, database.read(streams::heads).of(stream)));
        }
    }

    /// Answers a request of nobody.
    public Response send(Method method, String target, JsonObject body) {
        return send(Request.to(method, target).body(body).build());
    }

    /// Answers a request with all its headers, and requires that the answer is as the specification wants it.
    public Response send(Request request) {
        Response response = dispatcher.dispatch(request);
        boolean json =
                response.header("Content-Type").filter("application/json"::equals).isPresent();
        boolean routed =
                !json || !response.json().string("errcode").equals(Optional.of("M_UNRECOGNIZED"));
        if (routed) {
            List<String> problems =
                    ResponseCheck.problems(
                            request.route(), response.status(), json ? response.json() : null);
            assertThat(problems).isEmpty();
        }
        return response;
    }

    public Response get(String target) {
        return send(Request.to(Method.GET, target).build());
    }

    public Response post(String target, JsonObject body) {
        return send(Method.POST, target, body);
    }

    /// Registers somebody with the usual password.
    public Person register(String name) {
        Response response =
                post(
                        "/_matrix/client/v3/register",
                        JsonObject.of(
                                "username", name,
                                "password", PASSWORD,
                                "auth", JsonObject.of("type", "m.login.dummy")));
        return person(response);
    }

    /// Logs somebody in on a new device.
    public Person login(String name) {
        return person(post("/_matrix/client/v3/login", passwordLogin(name, PASSWORD)));
    }

    /// The body of a login.
    public static JsonObject passwordLogin(String name, String password) {
        return JsonObject.of(
                "type",
                "m.login.password",
                "identifier",
                JsonObject.of("type", "m.id.user", "user", name),
                "password",
                password);
    }

    /// Somebody who has just got tokens.
    public Person person(Response response) {
        if (response.status() != 200) {
            throw new AssertionError(response.status() + " " + response.json());
        }
        JsonObject json = response.json();
        return new Person(
                UserId.parse(json.string("user_id").orElseThrow()),
                json.string("device_id").orElseThrow(),
                json.string("access_token").orElseThrow(),
                json);
    }

    /// A user on a device.
    public final class Person {

        private final UserId user;
        private final String device;
        private final String token;
        private final JsonObject answer;

        private Person(UserId user, String device, String token, JsonObject answer) {
            this.user = user;
            this.device = device;
            this.token = token;
            this.answer = answer;
        }

        public UserId user() {
            return user;
        }

        public String device() {
            return device;
        }

        public String token() {
            return token;
        }

        /// What the login answered.
        public JsonObject answer() {
            return answer;
        }

        public Response get(String target) {
            return TestPeople.this.send(Request.to(Method.GET, target).token(token).build());
        }

        public Response delete(String target) {
            return TestPeople.this.send(Request.to(Method.DELETE, target).token(token).build());
        }

        public Response post(String target, JsonObject body) {
            return send(Method.POST, target, body);
        }

        public Response put(String target, JsonObject body) {
            return send(Method.PUT, target, body);
        }

        public Response send(Method method, String target, JsonObject body) {
            return TestPeople.this.send(Request.to(method, target).token(token).body(body).build());
        }

        /// The `auth` of a delicate request: the usual password.
        public JsonObject auth() {
            return passwordLogin(user.value(), PASSWORD);
        }

        public Response whoami() {
            return get("/_matrix/client/v3/account/whoami");
        }
    }
}
