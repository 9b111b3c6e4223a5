package myelin.sql;

/// Makes a value of a row. The row is valid only during the call.
@FunctionalInterface
public interface RowMapper<T> {
    T map(Row row);
}
