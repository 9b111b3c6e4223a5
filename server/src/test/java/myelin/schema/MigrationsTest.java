package myelin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import myelin.BothDatabases;
import myelin.concurrent.Tasks;
import myelin.concurrent.Tasks.Task;
import myelin.sql.Database;
import myelin.sql.DatabaseError;
import myelin.sql.DatabaseRefused;
import myelin.sql.Dialect;

class MigrationsTest {

    private static List<Migration> knownAnd(Migration... more) {
        List<Migration> all = new ArrayList<>(Migration.all());
        all.addAll(List.of(more));
        return all;
    }

    private static boolean works(Database database, String statement) {
        try {
            database.write(tx -> tx.script(statement));
            return true;
        } catch (DatabaseError missing) {
            return false;
        }
    }

    @BothDatabases
    void aStepIsTakenOnceAndRecorded(Database database) {
        Migrations migrations =
                new Migrations(
                        database,
                        knownAnd(
                                Migration.of(
                                        "9001-apples.sql", "CREATE TABLE apples (n BIGINT);")));
        assertThat(migrations.pending()).containsExactly("9001-apples");

        migrations.migrate();
        migrations.migrate();

        assertThat(migrations.pending()).isEmpty();
        Migrations.Applied last = migrations.applied().getLast();
        assertThat(last.version()).isEqualTo(9001);
        assertThat(last.name()).isEqualTo("apples");
        assertThat(last.compatibleFrom()).isEqualTo(9001);
        assertThat(last.appliedAtMs()).isPositive();
    }

    /// All steps were listed as if they were taken, before the first one was.
    @BothDatabases
    void aStepIsToldOfWhenThoseBeforeItAreTaken(Database database) {
        Migrations migrations =
                new Migrations(
                        database,
                        knownAnd(
                                Migration.of("9001-apples.sql", "CREATE TABLE apples (n BIGINT);"),
                                Migration.of("9002-broken.sql", "CREATE TABLE apples (n BIGINT);"),
                                Migration.of("9003-pears.sql", "CREATE TABLE pears (n BIGINT);")));
        List<String> told = new ArrayList<>();

        assertThatThrownBy(() ->
                        migrations.migrate((number, of, name) ->
                                told.add(
                                        number
                                                + "/"
                                                + of
                                                + " "
                                                + name
                                                + " of "
                                                + migrations.pending().size())))
                .isInstanceOf(DatabaseError.class);

        assertThat(told).containsExactly("1/3 9001-apples of 3", "2/3 9002-broken of 2");
    }

    @BothDatabases
    void aStepThatFailsLeavesNothing(Database database) {
        Migrations migrations =
                new Migrations(
                        database,
                        knownAnd(
                                Migration.of(
                                        "9001-apples.sql",
                                        "CREATE TABLE apples (n BIGINT); CREATE TABLE leases (n BIGINT);")));

        assertThatThrownBy(migrations::migrate).isInstanceOf(DatabaseError.class);

        assertThat(works(database, "CREATE TABLE apples (n BIGINT)")).isTrue();
        assertThat(migrations.pending()).containsExactly("9001-apples");
    }

    @BothDatabases
    void aLineForOneDatabaseIsTakenByThatOnly(Database database) {
        String text =
                """
                CREATE TABLE apples (
                    -- sqlite: s BIGINT
                    -- postgres: p BIGINT
                );
                """;
        new Migrations(database, knownAnd(Migration.of("9001-apples.sql", text))).migrate();

        boolean sqlite = database.dialect() == Dialect.SQLITE;
        assertThat(works(database, "INSERT INTO apples (s) VALUES (1)")).isEqualTo(sqlite);
        assertThat(works(database, "INSERT INTO apples (p) VALUES (1)")).isEqualTo(!sqlite);
    }

    @BothDatabases
    void anOlderProgramStartsOnANewerDatabaseIfThatPermits(Database database) {
        Migration newer =
                Migration.of(
                        "9001-apples.sql",
                        "-- compatible-from: 1\nCREATE TABLE apples (n BIGINT);");
        new Migrations(database, knownAnd(newer)).migrate();

        Migrations.of(database).migrate();

        assertThat(Migrations.of(database).pending()).isEmpty();
    }

    @BothDatabases
    void anOlderProgramRefusesANewerDatabaseInOneSentence(Database database) {
        Migration newer = Migration.of("9001-apples.sql", "CREATE TABLE apples (n BIGINT);");
        new Migrations(database, knownAnd(newer)).migrate();

        assertThatThrownBy(() -> Migrations.of(database).migrate())
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("9001 (apples)")
                .hasMessageContaining("knows only up to");
    }

    @BothDatabases
    void whatAnAdministratorReadsNamesEveryStep(Database database) {
        assertThat(Migrations.of(database).applied().stream().map(Migrations.Applied::name))
                .contains("schema-version", "streams", "cluster");
    }

    @BothDatabases
    void serversThatStartTogetherTakeTurns(Database database) throws Exception {
        List<Migration> known = new ArrayList<>(Migration.all());
        for (int step = 9001; step < 9010; step++) {
            known.add(
                    Migration.of(step + "-step.sql", "CREATE TABLE step_" + step + " (n BIGINT);"));
        }
        Task<Boolean> server =
                () -> {
                    new Migrations(database, known).migrate();
                    return true;
                };

        Tasks.all(4, Duration.ofMinutes(1), Collections.nCopies(4, server));

        assertThat(new Migrations(database, known).pending()).isEmpty();
    }
}
