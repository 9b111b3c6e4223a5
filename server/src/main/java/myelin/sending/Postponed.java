package myelin.sending;

import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.id.RoomId;
import myelin.events.TransactionKey;
import myelin.http.MatrixError;
import myelin.http.Requester;

/// Keeps what a client wants sent later (MSC4140). Lives here because sending is here; who keeps it
/// stands higher in the line of packages.
public interface Postponed {

    /// What is to be sent.
    ///
    /// @param originServerTs the time that the event will claim; empty: when it is sent
    record Wish(
            RoomId room,
            Draft draft,
            Optional<TransactionKey> transaction,
            Optional<Long> originServerTs) {}

    /// The id that was given when a client's transaction came first.
    Optional<String> repeated(Requester requester, RoomId room, TransactionKey transaction);

    /// Keeps an event until its time comes.
    ///
    /// @return the id by which it is known
    /// @throws MatrixError M_FORBIDDEN when events can't be delayed, or not so long;
    ///     M_LIMIT_EXCEEDED when the user has as many waiting as is allowed
    String keep(Requester requester, Wish wish, long delayMs);
}
