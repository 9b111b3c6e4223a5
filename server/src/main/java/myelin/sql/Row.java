package myelin.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.jspecify.annotations.Nullable;

/// One row of a result; columns are asked for by name. It is valid only while its mapper runs.
///
/// The methods which do not say `optional` throw [IllegalStateException] when the column is null.
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    public String string(String column) {
        return present(column, read(() -> result.getString(column)));
    }

    public Optional<String> optionalString(String column) {
        return Optional.ofNullable(read(() -> result.getString(column)));
    }

    public long number(String column) {
        return present(column, readNumber(column));
    }

    public Optional<Long> optionalNumber(String column) {
        return Optional.ofNullable(readNumber(column));
    }

    public boolean bool(String column) {
        return optionalBool(column).orElseThrow(() -> isNull(column));
    }

    public Optional<Boolean> optionalBool(String column) {
        boolean value = read(() -> result.getBoolean(column));
        return wasNull() ? Optional.empty() : Optional.of(value);
    }

    public byte[] bytes(String column) {
        return present(column, read(() -> result.getBytes(column)));
    }

    public Optional<byte[]> optionalBytes(String column) {
        return Optional.ofNullable(read(() -> result.getBytes(column)));
    }

    /// The column's text read as a JSON object; what we wrote ourselves is one.
    public JsonObject json(String column) {
        return JsonParser.object(string(column));
    }

    /// The column's text given to the parser of an identifier, as in `row.id("room_id", RoomId::parse)`.
    public <T> T id(String column, Function<String, T> parser) {
        return parser.apply(string(column));
    }

    public <T> Optional<T> optionalId(String column, Function<String, T> parser) {
        return optionalString(column).map(parser);
    }

    private @Nullable Long readNumber(String column) {
        long value = read(() -> result.getLong(column));
        return wasNull() ? null : value;
    }

    private boolean wasNull() {
        return read(result::wasNull);
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw isNull(column);
        }
        return value;
    }

    private static IllegalStateException isNull(String column) {
        return new IllegalStateException("column " + column + " is null");
    }

    private static <T extends @Nullable Object> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (SQLException failure) {
            throw new DatabaseError("reading a row", failure);
        }
    }

    @FunctionalInterface
    private interface Reading<T extends @Nullable Object> {
        T read() throws SQLException;
    }
}
