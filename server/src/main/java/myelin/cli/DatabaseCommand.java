package myelin.cli;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import myelin.cluster.BackgroundUpdate;
import myelin.cluster.Jobs;
import myelin.cluster.Leases;
import myelin.cluster.Node;
import myelin.cluster.Pace;
import myelin.config.ConfigReader;
import myelin.config.DatabaseConfig;
import myelin.options.Reading;
import myelin.schema.Migrations;
import myelin.sql.Database;
import myelin.sql.DatabaseRefused;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `myelin database`.
@Command(
        name = "database",
        description = "Looks after the database.",
        subcommands = {DatabaseCommand.Status.class, DatabaseCommand.Migrate.class})
final class DatabaseCommand {

    private static DatabaseConfig config(ConfigPaths paths) {
        Reading reading = Reading.of(paths.paths());
        DatabaseConfig config = ConfigReader.database(reading.root(), paths.paths());
        reading.finish();
        return config;
    }

    /// `myelin database status`.
    @Command(
            name = "status",
            description = {
                "Shows where the database is, the version of its tables, and what waits to be done.",
                "It may be called while the server runs."
            })
    static final class Status implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private ConfigPaths paths = new ConfigPaths();

        Status(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            DatabaseConfig config = config(paths);
            try (Database database = Database.open(config)) {
                Migrations migrations = Migrations.of(database);
                terminal.out().println("database: " + config);
                applied(migrations.applied());
                List<String> pending = migrations.pending();
                terminal.out().println("steps to take: " + listed(pending));
                if (pending.isEmpty()) {
                    slowChanges(database);
                }
                return ExitCode.OK;
            } catch (DatabaseRefused e) {
                throw new CommandFailed(String.valueOf(e.getMessage()));
            }
        }

        private static String listed(List<String> names) {
            return names.isEmpty() ? "none" : String.join(", ", names);
        }

        private void slowChanges(Database database) {
            var leases = new Leases(database, Node.of(new SecureRandom()));
            var jobs = new Jobs(database, leases, Pace.DEFAULT, List.of());
            List<BackgroundUpdate> pending = jobs.pending();
            String all = pending.isEmpty() ? "none" : pending.size() + " to do";
            terminal.out().println("slow changes: " + all + (jobs.enabled() ? "" : " (stopped)"));
            for (BackgroundUpdate update : pending) {
                String after = update.dependsOn().map(name -> ", after " + name).orElse("");
                terminal.out()
                        .println(
                                "  "
                                        + update.name()
                                        + ": "
                                        + update.itemsDone()
                                        + " rows done"
                                        + after);
            }
        }

        private void applied(List<Migrations.Applied> applied) {
            if (applied.isEmpty()) {
                terminal.out().println("schema version: none, the database is new");
                return;
            }
            Migrations.Applied last = applied.getLast();
            long oldest =
                    applied.stream().mapToLong(Migrations.Applied::compatibleFrom).max().orElse(0);
            terminal.out()
                    .println(
                            "schema version: "
                                    + last.version()
                                    + " ("
                                    + last.name()
                                    + "), since "
                                    + Instant.ofEpochMilli(last.appliedAtMs()));
            terminal.out().println("oldest program that can use it: that of version " + oldest);
        }
    }

    /// `myelin database migrate`.
    @Command(
            name = "migrate",
            description = {
                "Brings the tables to the version of this program, as the server does when it starts."
            })
    static final class Migrate implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private ConfigPaths paths = new ConfigPaths();

        Migrate(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            try (Database database = Database.open(config(paths))) {
                Migrations.of(database)
                        .migrate((number, of, name) ->
                                terminal.out().println(number + "/" + of + " " + name));
                terminal.out().println("The tables have the version of this program.");
                return ExitCode.OK;
            } catch (DatabaseRefused e) {
                throw new CommandFailed(String.valueOf(e.getMessage()));
            }
        }
    }
}
