package myelin.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/// How PostgreSQL says it.
final class Postgres implements Dialect {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String isOneOf(String parameter) {
        return "= ANY(" + parameter + ")";
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
    public Object strings(Connection connection, Collection<?> values) throws SQLException {
        return connection.createArrayOf(
                "text", values.stream().map(Object::toString).toArray(String[]::new));
    }

    @Override
    public Object longs(Connection connection, Collection<Long> values) throws SQLException {
        return connection.createArrayOf("bigint", values.toArray(Long[]::new));
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
