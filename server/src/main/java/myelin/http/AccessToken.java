package myelin.http;

import java.util.List;
import java.util.Optional;

/// Finds the access token of a request.
///
/// [Using access tokens](https://spec.matrix.org/v1.19/client-server-api/#using-access-tokens)
final class AccessToken {

    private static final String SCHEME = "bearer ";

    private AccessToken() {}

    /// The token in the `Authorization` header or in the query; empty when there is neither.
    ///
    /// @throws MatrixError 401 when the header is not `Bearer` and a token, or there are several tokens
    static Optional<String> sentWith(Request request) {
        List<String> inHeader = request.headers("Authorization");
        List<String> inQuery = request.queryAll("access_token");
        if (inHeader.isEmpty()) {
            return inQuery.isEmpty() ? Optional.empty() : Optional.of(present(inQuery.getFirst()));
        }
        if (!inQuery.isEmpty()) {
            throw MatrixError.missingToken(
                    "Mixing Authorization headers and access_token query parameters");
        }
        if (inHeader.size() > 1) {
            throw MatrixError.missingToken("Too many Authorization headers");
        }
        String header = inHeader.getFirst();
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw MatrixError.missingToken("Invalid Authorization header");
        }
        return Optional.of(present(header.substring(SCHEME.length()).strip()));
    }

    private static String present(String token) {
        if (token.isEmpty() || token.indexOf(' ') >= 0) {
            throw MatrixError.missingToken("Invalid access token");
        }
        return token;
    }
}
