package myelin.http;

/// What a route does. Called by many request threads at once; may block.
@FunctionalInterface
public interface Handler {

    /// Answers a request.
    ///
    /// @return a `Response`, or the body of a 200: a `Json`, or a record which `Records` can write
    /// @throws MatrixError to answer with an error; anything else that is thrown is a bug and becomes a 500
    Object handle(Request request);
}
