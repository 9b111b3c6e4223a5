package myelin.http;

/// Who may call a route, and how it is proved.
public enum Caller {
    /// Everybody; a token that is sent along is ignored.
    ANYONE,
    /// Everybody; a token that is sent along must be good, and tells who it is.
    OPTIONAL_USER,
    /// A user, by access token. Guests only where the route says so.
    USER,
    /// A user who is an administrator of this server.
    ADMIN,
    /// Another server, by the signature of its request.
    SERVER
}
