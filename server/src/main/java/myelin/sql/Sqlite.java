package myelin.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;
import myelin.core.json.JsonArray;

/// How SQLite says it. There is one writer, so row locks are empty.
final class Sqlite implements Dialect {

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public String isOneOf(String parameter) {
        return "IN (SELECT value FROM json_each(" + parameter + "))";
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
    public Object strings(Connection connection, Collection<?> values) {
        return JsonArray.from(values.stream().map(Object::toString).toList()).toString();
    }

    @Override
    public Object longs(Connection connection, Collection<Long> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
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
