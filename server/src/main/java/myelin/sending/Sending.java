package myelin.sending;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimits;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.rooms.Submission;
import org.jspecify.annotations.Nullable;

/// What clients send into rooms, on its way from the request to [myelin.rooms.EventSender].
public final class Sending implements Capability {

    private final Rooms rooms;
    private final Drafts drafts;
    private final List<Route> routes;
    private List<EventScreen> screens = List.of();
    private @Nullable RelatedRedactions relatedRedactions;
    private @Nullable Postponed postponed;

    public Sending(Rooms rooms, ServerName server, RateLimits limits) {
        this.rooms = rooms;
        this.drafts = new Drafts(server);
        this.routes = new SendEndpoints(rooms, this, limits).routes();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// Who looks at drafts before they are sent; called once, before the server starts.
    public void screenWith(List<EventScreen> all) {
        screens = List.copyOf(all);
    }

    /// Lets clients redact what relates to an event together with it (MSC3912); called at most once, before the
    /// server starts.
    public void redactRelated(RelatedEvents related) {
        relatedRedactions = new RelatedRedactions(rooms, related);
    }

    /// Who redacts what relates to an event, if that is switched on.
    Optional<RelatedRedactions> relatedRedactions() {
        return Optional.ofNullable(relatedRedactions);
    }

    /// Who keeps what is to be sent later; called once, before the server starts.
    public void postponeWith(Postponed keeper) {
        postponed = keeper;
    }

    /// Sends what a client wants sent, if it is right.
    ///
    /// @param also what is stored in the same transaction, if there is a new event
    /// @return the event; of a transaction that is repeated, the one that it made, even if it would be
    ///     refused by now
    /// @throws MatrixError as the client shall see it
    public StoredEvent send(Requester requester, Postponed.Wish wish, Submission.Also also) {
        RoomSnapshot room = checked(wish);
        Draft screened;
        try {
            screened = screened(room, wish.draft(), requester);
        } catch (MatrixError refused) {
            return wish.transaction()
                    .flatMap(key ->
                            rooms.events().ofTransaction(wish.room(), wish.draft().sender(), key))
                    .orElseThrow(() -> refused);
        }
        Submission submission =
                Submission.to(wish.room(), screened)
                        .in(wish.transaction())
                        .at(wish.originServerTs())
                        .and(also);
        StoredEvent sent = rooms.sender().send(submission).getFirst();
        if (sent.pdu().isState()) {
            screens.forEach(screen -> screen.sent(room, sent));
        }
        return sent;
    }

    private Draft screened(RoomSnapshot room, Draft draft, Requester requester) {
        Draft screened = draft;
        for (EventScreen screen : screens) {
            screened = screen.screen(room, screened, requester);
        }
        return screened;
    }

    /// Lets the state pass with which a client wants a room to begin, as it is or completed.
    ///
    /// @throws MatrixError as the client shall see it
    public List<Draft> first(Requester requester, NewRoom room, List<Draft> state) {
        List<Draft> passed = new ArrayList<>(state.size());
        for (Draft draft : state) {
            drafts.check(draft, room.rules(), room.creators());
            Draft screened = draft;
            for (EventScreen screen : screens) {
                screened = screen.screenFirst(room, screened, requester);
            }
            passed.add(screened);
        }
        return passed;
    }

    private RoomSnapshot checked(Postponed.Wish wish) {
        RoomSnapshot room =
                rooms.find(wish.room())
                        .orElseThrow(() -> MatrixError.forbidden("You are not in this room"));
        drafts.check(wish.draft(), room.version().rules(), room.allPowerful());
        return room;
    }

    /// Keeps what a client wants sent later.
    ///
    /// @return the id by which it is known
    /// @throws MatrixError when it is not right, or can't be kept
    String postpone(Requester requester, Postponed.Wish wish, long delayMs) {
        checked(wish);
        return keeper().keep(requester, wish, delayMs);
    }

    /// The id of what a client's transaction has had kept before.
    Optional<String> postponed(Requester requester, RoomId room, TransactionKey transaction) {
        return keeper().repeated(requester, room, transaction);
    }

    private Postponed keeper() {
        return Objects.requireNonNull(postponed, "nobody keeps what is to be sent later");
    }

    /// What must be right in what clients send.
    public Drafts drafts() {
        return drafts;
    }
}
