package myelin.core.intake;

import java.util.Optional;
import myelin.core.crypto.VerifyKey;
import myelin.core.id.KeyId;
import myelin.core.id.ServerName;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// A server's public key, and until when it may sign.
///
/// @param validUntilTs milliseconds since 1970. Of a current key the lesser of what the server says and seven days after
///     it said so; of an old key the time of its expiry
public record KnownKey(VerifyKey key, long validUntilTs) {

    /// Finds keys which were fetched before.
    @FunctionalInterface
    public interface Ring {
        /// The key of this name, if we know it.
        Optional<KnownKey> key(ServerName server, KeyId id);
    }

    /// Whether a signature by this key counts on an event which was made at `originServerTs`.
    boolean mayHaveSigned(Rules rules, long originServerTs) {
        // "servers MUST enforce the `valid_until_ts` property from a key request is at least as
        // large as the
        // `origin_server_ts` for the event being validated."
        return !rules.has(Rule.ENFORCE_KEY_VALIDITY) || validUntilTs >= originServerTs;
    }
}
