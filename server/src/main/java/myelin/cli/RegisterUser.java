package myelin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import myelin.options.Reading;
import myelin.options.Section;
import myelin.options.YamlFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `myelin register-user`: Synapse's `register_new_matrix_user`, with the same options.
@Command(
        name = "register-user",
        description = {
            "Makes an account on a running server, also when registration is closed.",
            "What is not given is asked for."
        })
final class RegisterUser implements Callable<Integer> {
    private static final String DEFAULT_SERVER = "http://localhost:8008";

    private final Terminal terminal;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "The new user's name, the part of the id before the colon.")
    private @Nullable String user;

    @Option(names = "--exists-ok", description = "An account that exists already is no failure.")
    private boolean existsOk;

    @ArgGroup private @Nullable Password password;

    @Option(
            names = {"-t", "--user_type", "--user-type"},
            paramLabel = "TYPE",
            description = "The type of the user, e.g. support or bot.")
    private @Nullable String userType;

    @Option(
            names = {"-a", "--admin"},
            negatable = true,
            description = "Whether the user administers the server.")
    private @Nullable Boolean admin;

    @ArgGroup(multiplicity = "1")
    private @Nullable Authority authority;

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVER_URL",
            description = {
                "Where the server is; by default a client listener of the configuration,",
                "or " + DEFAULT_SERVER + "."
            })
    private @Nullable String serverUrl;

    /// How the password is given.
    static final class Password {
        @Option(
                names = {"-p", "--password"},
                paramLabel = "PASSWORD",
                description = "The password. Others on this machine may see it.")
        private @Nullable String text;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "A file with the password.")
        private @Nullable Path file;
    }

    /// Why we may do this.
    static final class Authority {
        @Option(
                names = {"-c", "--config", "--config-path"},
                paramLabel = "PATH",
                description =
                        "The server's configuration, with registration_shared_secret; repeatable.")
        private List<Path> config = List.of();

        @Option(
                names = {"-k", "--shared-secret"},
                paramLabel = "SECRET",
                description = "The secret itself.")
        private @Nullable String sharedSecret;
    }

    RegisterUser(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Section config = config();
        String secret = secret(config);
        var registration = new SharedSecretRegistration(server(config), secret);
        var account = new SharedSecretRegistration.Account(user(), password(), isAdmin(), userType);
        terminal.out().println("Sending the registration…");
        return switch (registration.register(account)) {
            case SharedSecretRegistration.Registered(var id) -> {
                terminal.out().println("Success! The account is " + id + ".");
                yield ExitCode.OK;
            }
            case SharedSecretRegistration.Exists() when existsOk -> {
                terminal.out().println("The user exists already. Nothing was done.");
                yield ExitCode.OK;
            }
            case SharedSecretRegistration.Exists() ->
                    throw new CommandFailed("The user exists already.");
        };
    }

    private @Nullable Section config() {
        if (authority == null || authority.config.isEmpty()) {
            return null;
        }
        Reading reading = Reading.of(authority.config);
        reading.finish();
        return reading.root();
    }

    private String secret(@Nullable Section config) {
        if (authority != null && authority.sharedSecret != null) {
            return authority.sharedSecret;
        }
        String secret = config == null ? null : config.secret("registration_shared_secret");
        if (secret == null || secret.isEmpty()) {
            throw new CommandFailed(
                    "The configuration has neither registration_shared_secret nor registration_shared_secret_path.");
        }
        return secret;
    }

    private String server(@Nullable Section config) {
        if (serverUrl != null) {
            return serverUrl;
        }
        Optional<String> listener = config == null ? Optional.empty() : listener(config);
        if (listener.isEmpty()) {
            terminal.err().println("Trying the server at " + DEFAULT_SERVER + ".");
        }
        return listener.orElse(DEFAULT_SERVER);
    }

    /// The first listener that serves clients without TLS.
    private static Optional<String> listener(Section config) {
        return config.sections("listeners").stream()
                .filter(listener ->
                        "http".equals(listener.optionalText("type")) && listener.has("port"))
                .filter(listener -> !listener.flag("tls"))
                .filter(listener ->
                        listener.sections("resources").stream()
                                .anyMatch(resource -> resource.texts("names").contains("client")))
                .map(listener ->
                        "http://"
                                + host(listener.texts("bind_addresses"))
                                + ":"
                                + listener.text("port"))
                .findFirst();
    }

    private static String host(List<String> addresses) {
        return addresses.stream()
                .filter(address -> !List.of("::", "0.0.0.0", "::1", "127.0.0.1").contains(address))
                .map(address -> address.contains(":") ? "[" + address + "]" : address)
                .findFirst()
                .filter(_ -> addresses.size() == 1)
                .orElse("localhost");
    }

    private String user() {
        if (user != null && !user.isEmpty()) {
            return user;
        }
        String own = System.getProperty("user.name", "");
        String answer = terminal.ask("New user localpart [" + own + "]: ").orElse("").strip();
        String name = answer.isEmpty() ? own : answer;
        if (name.isEmpty()) {
            throw new CommandFailed("The user must have a name.");
        }
        return name;
    }

    private String password() {
        if (password != null && password.file != null) {
            return content(password.file);
        }
        if (password != null && password.text != null && !password.text.isEmpty()) {
            return password.text;
        }
        return terminal.askNewPassword();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, UTF_8).strip();
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be read (" + YamlFile.reason(e) + ")");
        }
    }

    private boolean isAdmin() {
        if (admin != null) {
            return admin;
        }
        String answer = terminal.ask("Make admin [no]: ").orElse("").strip();
        return List.of("y", "yes", "true").contains(answer);
    }
}
