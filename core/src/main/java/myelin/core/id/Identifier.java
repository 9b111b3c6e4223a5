package myelin.core.id;

/// An identifier of Matrix: immutable, checked against its grammar when it is made, equal by its text.
///
/// Every type has `static X parse(String)`, which throws [InvalidId], and
/// `static Optional<X> tryParse(String)`, which is empty instead.
///
/// See <https://spec.matrix.org/v1.19/appendices/#identifier-grammar>.
public sealed interface Identifier
        permits DeviceId, EventId, KeyId, MxcUri, RoomAlias, RoomId, ServerName, UserId {
    /// The whole text with its sigil, as it goes over the wire.
    String value();
}
