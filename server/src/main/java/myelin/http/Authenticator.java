package myelin.http;

/// Knows whose access token it is. Called by all request threads, before the handler.
@FunctionalInterface
public interface Authenticator {

    /// The user whose token it is.
    ///
    /// @param request the request, for its address, its user agent and the `user_id` of application services
    /// @throws MatrixError 401 `M_UNKNOWN_TOKEN` when the token is not good (any more)
    Requester authenticate(Request request, String token);
}
