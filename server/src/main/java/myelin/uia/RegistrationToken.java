package myelin.uia;

import java.util.Optional;

/// A token that lets people register.
///
/// @param token what they type
/// @param usesAllowed how many accounts it may make; absent: any number
/// @param pending registrations which have begun with it
/// @param completed registrations done with it
/// @param expiryTs when it ends, milliseconds; absent: never
public record RegistrationToken(
        String token,
        Optional<Long> usesAllowed,
        long pending,
        long completed,
        Optional<Long> expiryTs) {

    /// Whether somebody could begin to register with it at a time, in milliseconds.
    public boolean isValid(long now) {
        return expiryTs.filter(expiry -> expiry < now).isEmpty()
                && usesAllowed.filter(uses -> pending + completed >= uses).isEmpty();
    }
}
