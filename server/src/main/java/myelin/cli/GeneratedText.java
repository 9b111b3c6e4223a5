package myelin.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import myelin.crypto.RandomText;

/// The texts of the files that `generate-config` makes.
final class GeneratedText {
    private static final int SECRET_BYTES = 36;

    private GeneratedText() {}

    /// A listener's lines.
    static String listener(int port, List<String> addresses) {
        String quoted =
                addresses.stream().map(GeneratedText::quoted).collect(Collectors.joining(", "));
        return """
          - port: %d
            type: http
            tls: false
            x_forwarded: true
            bind_addresses: [%s]
            resources:
              - names: [client, federation]\
        """
                .formatted(port, quoted)
                .stripTrailing();
    }

    /// `homeserver.yaml`.
    ///
    /// @param configDir where the signing key and the logging file are
    /// @param dataDir where the rest is
    /// @param listener from [#listener]
    static String configuration(
            String serverName, Path configDir, Path dataDir, String listener, boolean reportStats) {
        return """
        # The configuration of a Matrix homeserver, in the format of Synapse.
        # docs/configuration.md has all options; `myelin config check -c <this file>` reads it.

        # The domain of all user and room ids. It can never change.
        server_name: %s

        # Where clients reach the server, once it has an address of its own.
        # public_baseurl: "https://matrix.example.org/"

        # A proxy in front (nginx, Caddy, HAProxy) speaks TLS with the world, and tells us who asks.
        listeners:
        %s

        # For many users take PostgreSQL: docs/operating/database.md.
        database:
          name: sqlite3
          args:
            database: %s

        # Only with the secret below new accounts can be made: `myelin register-user -c <this file>`.
        # enable_registration: true
        # registration_requires_token: true
        registration_shared_secret: %s

        # People are found by name once they share a room. This lets everybody find everybody:
        # user_directory:
        #   search_all_users: true

        # Nobody may put rooms into the public list, unless a rule says so:
        # room_list_publication_rules:
        #   - action: allow

        macaroon_secret_key: %s
        form_secret: %s

        # The server signs its events with this key. Keep a copy at a safe place.
        signing_key_path: %s
        log_config: %s
        pid_file: %s

        report_stats: %s
        """
                .formatted(
                        quoted(serverName),
                        listener,
                        quoted(dataDir.resolve("homeserver.db").toString()),
                        quoted(RandomText.ofBytes(SECRET_BYTES)),
                        quoted(RandomText.ofBytes(SECRET_BYTES)),
                        quoted(RandomText.ofBytes(SECRET_BYTES)),
                        quoted(configDir.resolve(serverName + ".signing.key").toString()),
                        quoted(configDir.resolve(serverName + ".log.config").toString()),
                        quoted(dataDir.resolve("homeserver.pid").toString()),
                        reportStats);
    }

    /// The logging file: to the console, with a file prepared.
    static String logging(Path file) {
        return """
        # How the server logs, as a Python logging file. It is read again on SIGHUP.
        version: 1

        formatters:
          precise:
            format: '%%(asctime)s - %%(name)s - %%(levelname)s - %%(request)s - %%(message)s'

        handlers:
          console:
            class: logging.StreamHandler
            formatter: precise

          # A new file each day, three old ones kept. Name it in `handlers` below.
          # file:
          #   class: logging.handlers.TimedRotatingFileHandler
          #   formatter: precise
          #   filename: %s
          #   when: midnight
          #   backupCount: 3
          #   encoding: utf8

        loggers:
          # Each request is a line of this logger; WARNING silences them.
          synapse.access.http:
            level: INFO

        root:
          level: INFO
          handlers: [console]

        disable_existing_loggers: false
        """
                .formatted(quoted(file.toString()));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
