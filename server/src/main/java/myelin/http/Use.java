package myelin.http;

/// In what way a route is use of the server by a person, who may be kept from it.
public enum Use {
    /// It is none: whoever is known may call, although the server is closed.
    NONE,
    /// Hearing from rooms, or leaving them: not while the server is closed.
    HEAR,
    /// Sending into rooms: not before the terms of the server are accepted, either, where they must be.
    SEND
}
