package myelin.sending;

import java.util.List;
import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.id.ServerName;
import myelin.events.StoredEvent;
import myelin.http.Capability;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimits;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import org.jspecify.annotations.Nullable;

/// What clients send into rooms, on its way from the request to [myelin.rooms.EventSender].
public final class Sending implements Capability {

    private final Drafts drafts;
    private final List<Route> routes;
    private final Rooms rooms;
    private List<EventScreen> screens = List.of();
    private @Nullable RelatedRedactions relatedRedactions;

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

    /// Lets a client's draft pass, or throws what the client shall see.
    ///
    /// @return the draft as it shall be sent
    Draft screen(RoomSnapshot room, Draft draft, Requester requester) {
        Draft screened = draft;
        for (EventScreen screen : screens) {
            screened = screen.screen(room, screened, requester);
        }
        return screened;
    }

    /// Tells those who screen of a state event that a client has sent.
    void sent(RoomSnapshot before, StoredEvent event) {
        screens.forEach(screen -> screen.sent(before, event));
    }

    /// What must be right in what clients send.
    public Drafts drafts() {
        return drafts;
    }
}
