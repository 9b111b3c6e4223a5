package myelin.core.room;

import java.util.Optional;
import myelin.core.id.UserId;

/// State keys that say to whom a state belongs. Pure.
///
/// [MSC3757](https://github.com/matrix-org/matrix-spec-proposals/pull/3757), without the longer state keys: servers that
/// have these room versions drop them, as elsewhere.
public final class OwnedState {

    private OwnedState() {}

    /// Whether a state key has to begin with a user ID, in rooms with [Rule#OWNED_STATE].
    public static boolean hasOwner(String stateKey) {
        return stateKey.startsWith("@");
    }

    /// "the prefix of the `state_key` before the first `_` that follows the first `:` (or end of string)"; empty when that
    /// is no user ID.
    public static Optional<UserId> owner(String stateKey) {
        int colon = stateKey.indexOf(':');
        int separator = colon < 0 ? -1 : stateKey.indexOf('_', colon);
        return UserId.tryParse(separator < 0 ? stateKey : stateKey.substring(0, separator));
    }
}
