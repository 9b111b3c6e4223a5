/// The rules of Matrix as pure functions: no database, no socket, no clock.
///
/// The compiler keeps it so: what is not required here cannot be imported. Each package is exported
/// with its first class: javac refuses to export an empty one.
module myelin.core {
    requires org.jspecify;
    requires tools.jackson.core;

    exports myelin.core.auth;
    exports myelin.core.crypto;
    exports myelin.core.event;
    exports myelin.core.filter;
    exports myelin.core.id;
    exports myelin.core.intake;
    exports myelin.core.json;
    exports myelin.core.push;
    exports myelin.core.room;
    exports myelin.core.search;
    exports myelin.core.state;
    exports myelin.core.text;
}
