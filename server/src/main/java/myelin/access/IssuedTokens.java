package myelin.access;

import java.util.Optional;

/// What a client is given at a login or a refresh. Shown once; nobody can read it from the database.
///
/// @param accessToken to be sent with each request
/// @param expiresInMs lifetime of the access token, milliseconds; absent when it has no end
/// @param refreshToken to be changed for the next access token; absent when there is none
public record IssuedTokens(
        String accessToken, Optional<Long> expiresInMs, Optional<String> refreshToken) {

    @Override
    public String toString() {
        return "IssuedTokens[…]";
    }
}
