/// The rules of Matrix as pure functions: no database, no socket, no clock.
///
/// The compiler keeps it so: what is not required here cannot be imported.
module myelin.core {
    requires tools.jackson.core;
    requires static org.jspecify;

// One `exports` for each package, with its first class: javac refuses to export an empty one.
}
