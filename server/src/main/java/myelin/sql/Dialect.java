package myelin.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;
import myelin.core.json.JsonArray;
import org.postgresql.util.PGobject;

/// Every difference between the two databases which a statement can feel.
public sealed interface Dialect {
    Dialect SQLITE = new Sqlite();
    Dialect POSTGRES = new Postgres();

    /// `sqlite` or `postgres`: what begins the lines of a migration which only this database takes.
    String name();

    /// A condition behind a column: its value is in the list `parameter` (with its colon).
    String isOneOf(String parameter);

    /// A table: the strings of the list `parameter` (with its colon).
    String each(String parameter);

    /// A table: the numbers and texts of the pairs in the JSON array `parameter` (with its colon).
    String pairs(String parameter);

    /// Ends a SELECT whose rows are to be locked until the commit.
    String lock();

    /// As `lock`, but leaves out the rows which others have locked.
    String lockSkippingLocked();

    /// An expression: milliseconds since 1970 by the clock of the database.
    String now();

    /// A condition: the words that a row of a table has in its column `words` are as the query `parameter` (with
    /// its colon) wants them.
    String matches(String table, String parameter);

    /// A text as this database can keep it.
    String storable(String text);

    /// The value to bind for a list of strings.
    Object strings(Connection connection, Collection<?> values) throws SQLException;

    /// The value to bind for a list of numbers.
    Object longs(Connection connection, Collection<Long> values) throws SQLException;

    /// The value to bind for the column `words` of a table of words.
    Object words(Collection<String> words) throws SQLException;

    /// The value to bind for a query of words.
    Object query(WordQuery query) throws SQLException;

    /// Whether the same transaction may well succeed when it is run again.
    boolean isRetryable(SQLException failure);

    /// Whether several servers may share this database.
    boolean isShared();

    /// How SQLite says it. There is one writer, so row locks are empty.
    final class Sqlite implements Dialect {
        private static final WordQuery.Grammar FTS5 =
                new WordQuery.Grammar(" AND ", " OR ", "\"", " *");

        private Sqlite() {}

        @Override
        public String name() {
            return "sqlite";
        }

        @Override
        public String isOneOf(String parameter) {
            return "IN (SELECT value FROM json_each(" + parameter + "))";
        }

        @Override
        public String each(String parameter) {
            return "json_each(" + parameter + ")";
        }

        @Override
        public String pairs(String parameter) {
            return "(SELECT value ->> 0 AS number, value ->> 1 AS text FROM json_each("
                    + parameter
                    + "))";
        }

        @Override
        public String lock() {
            return "";
        }

        @Override
        public String lockSkippingLocked() {
            return "";
        }

        @Override
        public String now() {
            return "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
        }

        @Override
        public String matches(String table, String parameter) {
            return table + " MATCH " + parameter;
        }

        @Override
        public String storable(String text) {
            return text;
        }

        @Override
        public Object strings(Connection connection, Collection<?> values) {
            return JsonArray.from(values.stream().map(Object::toString).toList()).toString();
        }

        @Override
        public Object longs(Connection connection, Collection<Long> values) {
            return values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        }

        @Override
        public Object words(Collection<String> words) {
            WordQuery.check(words);
            return String.join(" ", words);
        }

        @Override
        public Object query(WordQuery query) {
            return FTS5.text(query);
        }

        /// Only another program on the same file makes SQLite busy; the busy timeout has then passed already.
        @Override
        public boolean isRetryable(SQLException failure) {
            return false;
        }

        @Override
        public boolean isShared() {
            return false;
        }
    }

    /// How PostgreSQL says it.
    final class Postgres implements Dialect {
        private static final String SERIALIZATION_FAILURE = "40001";
        private static final String DEADLOCK_DETECTED = "40P01";
        private static final WordQuery.Grammar TSQUERY =
                new WordQuery.Grammar(" & ", " | ", "'", ":*");

        private Postgres() {}

        @Override
        public String name() {
            return "postgres";
        }

        @Override
        public String isOneOf(String parameter) {
            return "= ANY(" + parameter + ")";
        }

        @Override
        public String each(String parameter) {
            return "(SELECT unnest(CAST(" + parameter + " AS text[])) AS value)";
        }

        @Override
        public String pairs(String parameter) {
            return "(SELECT CAST(value ->> 0 AS bigint) AS number, value ->> 1 AS text"
                    + " FROM json_array_elements(CAST("
                    + parameter
                    + " AS json)))";
        }

        @Override
        public String lock() {
            return "FOR UPDATE";
        }

        @Override
        public String lockSkippingLocked() {
            return "FOR UPDATE SKIP LOCKED";
        }

        @Override
        public String now() {
            return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
        }

        @Override
        public String matches(String table, String parameter) {
            return table + ".words @@ " + parameter;
        }

        /// PostgreSQL keeps no NUL. Events have theirs escaped in JSON; what is copied from them into columns
        /// gets the character that says something was there.
        @Override
        public String storable(String text) {
            return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        }

        @Override
        public Object strings(Connection connection, Collection<?> values) throws SQLException {
            return connection.createArrayOf(
                    "text",
                    values.stream()
                            .map(value -> storable(value.toString()))
                            .toArray(String[]::new));
        }

        @Override
        public Object longs(Connection connection, Collection<Long> values) throws SQLException {
            return connection.createArrayOf("bigint", values.toArray(Long[]::new));
        }

        @Override
        public Object words(Collection<String> words) throws SQLException {
            WordQuery.check(words);
            return typed(
                    "tsvector",
                    words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")));
        }

        @Override
        public Object query(WordQuery query) throws SQLException {
            return typed("tsquery", TSQUERY.text(query));
        }

        private static Object typed(String type, String text) throws SQLException {
            PGobject value = new PGobject();
            value.setType(type);
            value.setValue(text);
            return value;
        }

        @Override
        public boolean isRetryable(SQLException failure) {
            String state = failure.getSQLState();
            return SERIALIZATION_FAILURE.equals(state) || DEADLOCK_DETECTED.equals(state);
        }

        @Override
        public boolean isShared() {
            return true;
        }
    }
}
