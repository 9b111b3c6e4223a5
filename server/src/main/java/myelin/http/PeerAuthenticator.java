package myelin.http;

import myelin.core.id.ServerName;

/// Knows which server has signed a request. Called by all request threads, before the handler.
@FunctionalInterface
public interface PeerAuthenticator {

    /// The server that signed the request.
    ///
    /// @throws MatrixError 401 or 403 when there is no good signature
    ServerName authenticate(Request request);
}
