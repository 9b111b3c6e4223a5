package myelin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `register-user` against a server that knows just this one request.
class RegisterUserTest {
    private final List<JsonObject> received = Collections.synchronizedList(new ArrayList<>());

    @TempDir private Path folder;
    private HttpServer server;
    private volatile JsonObject answer = JsonObject.of("user_id", "@alice:example.org");
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_synapse/admin/v1/register", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theSecretIsProvedAndNotSent() {
        var terminal = new TestTerminal();

        assertThat(
                        Commands.run(
                                terminal,
                                "register-user",
                                "-u",
                                "alice",
                                "-p",
                                "wonderland",
                                "-a",
                                "-k",
                                "hush",
                                url()))
                .isEqualTo(ExitCode.OK);

        assertThat(received).hasSize(1);
        JsonObject request = received.getFirst();
        assertThat(request.string("username")).contains("alice");
        assertThat(request.bool("admin")).contains(true);
        // printf 'nonce\0alice\0wonderland\0admin' | openssl sha1 -hmac hush
        assertThat(request.string("mac")).contains("2a79d3d7792e4764a6d8d59c4214b85a74cabb0f");
        assertThat(request.toString()).doesNotContain("hush");
        assertThat(terminal.printed()).contains("@alice:example.org");
    }

    /// Each new user had a device without a name, which nobody used.
    @Test
    void nobodyIsLoggedIn() {
        Commands.run(
                new TestTerminal(),
                "register-user",
                "-u",
                "alice",
                "-p",
                "a",
                "--no-admin",
                "-k",
                "hush",
                url());

        assertThat(received.getFirst().bool("inhibit_login")).contains(true);
    }

    @Test
    void theTypeOfAUserIsProvedToo() {
        Commands.run(
                new TestTerminal(),
                "register-user",
                "-u",
                "bot",
                "-p",
                "b",
                "--no-admin",
                "-t",
                "bot",
                "-k",
                "hush",
                url());

        assertThat(received.getFirst().string("user_type")).contains("bot");
        assertThat(received.getFirst().bool("admin")).contains(false);
        assertThat(received.getFirst().string("mac"))
                .contains("f1b25fb4800827e9b11f721ba91a9f6b9511918d");
    }

    @Test
    void whatIsMissingIsAskedFor() {
        var terminal = new TestTerminal("carol", "secret1", "secret1", "yes");

        assertThat(Commands.run(terminal, "register-user", "-k", "hush", url()))
                .isEqualTo(ExitCode.OK);

        assertThat(received.getFirst().string("username")).contains("carol");
        assertThat(received.getFirst().string("password")).contains("secret1");
        assertThat(received.getFirst().bool("admin")).contains(true);
    }

    @Test
    void aPasswordTypedWronglyTheSecondTimeIsNotUsed() {
        var terminal = new TestTerminal("carol", "secret1", "secret2");

        assertThat(Commands.run(terminal, "register-user", "-k", "hush", url()))
                .isEqualTo(ExitCode.FAILED);

        assertThat(terminal.complaints()).contains("do not match");
        assertThat(received).isEmpty();
    }

    @Test
    void secretAndAddressComeFromTheConfiguration() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hush\n");
        Path password = Files.writeString(folder.resolve("password"), "wonderland\n");
        Path config =
                Files.writeString(
                        folder.resolve("h.yaml"),
                        """
                        registration_shared_secret_path: %s
                        listeners:
                          - {port: 1, type: http, resources: [{names: [federation]}]}
                          - {port: %d, type: http, bind_addresses: ['::1', '127.0.0.1'], resources: [{names: [client]}]}
                        """
                                .formatted(secret, server.getAddress().getPort()));

        int code =
                Commands.run(
                        new TestTerminal(),
                        "register-user",
                        "-u",
                        "alice",
                        "--password-file",
                        password.toString(),
                        "--admin",
                        "-c",
                        config.toString());

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(received.getFirst().string("mac"))
                .contains("2a79d3d7792e4764a6d8d59c4214b85a74cabb0f");
    }

    @Test
    void anExistingUserIsAFailureUnlessItIsOk() {
        status = 400;
        answer = JsonObject.of("errcode", "M_USER_IN_USE", "error", "taken");

        assertThat(register()).isEqualTo(ExitCode.FAILED);
        assertThat(register("--exists-ok")).isEqualTo(ExitCode.OK);
    }

    @Test
    void theServersReasonIsShown() {
        status = 403;
        answer = JsonObject.of("errcode", "M_FORBIDDEN", "error", "HMAC incorrect");
        var terminal = new TestTerminal();

        Commands.run(
                terminal,
                "register-user",
                "-u",
                "a",
                "-p",
                "b",
                "--no-admin",
                "-k",
                "wrong",
                url());

        assertThat(terminal.complaints()).contains("403: HMAC incorrect");
    }

    @Test
    void aServerThatIsNotThereIsAFailure() {
        String address = url();
        server.stop(0);
        var terminal = new TestTerminal();

        assertThat(
                        Commands.run(
                                terminal,
                                "register-user",
                                "-u",
                                "a",
                                "-p",
                                "b",
                                "-a",
                                "-k",
                                "hush",
                                address))
                .isEqualTo(ExitCode.FAILED);
        assertThat(terminal.complaints()).contains("cannot be reached");
    }

    @Test
    void aConfigurationWithoutTheSecretIsAFailure() throws IOException {
        Path config = Files.writeString(folder.resolve("h.yaml"), "server_name: example.org\n");
        var terminal = new TestTerminal();

        assertThat(Commands.run(terminal, "register-user", "-u", "a", "-c", config.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(terminal.complaints()).contains("registration_shared_secret");
    }

    @Test
    void oneOfConfigurationAndSecretIsNeeded() {
        assertThat(Commands.run(new TestTerminal(), "register-user", "-u", "a"))
                .isEqualTo(ExitCode.USAGE);
    }

    private int register(String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "register-user",
                                "-u",
                                "a",
                                "-p",
                                "b",
                                "--no-admin",
                                "-k",
                                "hush",
                                url()));
        arguments.addAll(List.of(more));
        return Commands.run(new TestTerminal(), arguments.toArray(String[]::new));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean asksForNonce = exchange.getRequestMethod().equals("GET");
        if (!asksForNonce) {
            received.add(JsonParser.object(exchange.getRequestBody().readAllBytes()));
        }
        JsonObject body = asksForNonce ? JsonObject.of("nonce", "nonce") : answer;
        byte[] bytes = body.toString().getBytes(UTF_8);
        exchange.sendResponseHeaders(asksForNonce ? 200 : status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
