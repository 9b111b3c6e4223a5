package myelin.http;

/// What all requests together, and those of one user, may have of the server.
///
/// @param bodies the memory for bodies
/// @param users how many requests a user may have at once
public record Capacity(BodyMemory bodies, UserRequests users) {

    /// What this program can bear.
    public static Capacity ofThisProgram() {
        return new Capacity(BodyMemory.ofThisProgram(), new UserRequests());
    }
}
