package myelin.core.id;

import java.util.Optional;

/// The id of a device of a user. The spec leaves its text open; here it has 1 to 512 characters,
/// and no NUL, which databases cannot store.
public record DeviceId(String value) implements Identifier {
    private static final int MAX_CHARACTERS = 512;

    /// @throws InvalidId if `value` is empty, too long, or holds NUL
    public DeviceId {
        if (value.isEmpty() || value.length() > MAX_CHARACTERS) {
            throw new InvalidId(
                    "not a device ID: it must have 1 to " + MAX_CHARACTERS + " characters");
        }
        Grammar.requireText("a device ID", value, 4 * MAX_CHARACTERS);
    }

    /// The identifier with this text.
    ///
    /// @throws InvalidId if `value` is empty, too long, or holds NUL
    public static DeviceId parse(String value) {
        return new DeviceId(value);
    }

    /// As [#parse], but empty instead of an exception.
    public static Optional<DeviceId> tryParse(String value) {
        return Grammar.attempt(DeviceId::new, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
