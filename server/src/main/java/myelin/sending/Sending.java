package myelin.sending;

import java.util.List;
import myelin.core.event.Draft;
import myelin.core.id.ServerName;
import myelin.events.StoredEvent;
import myelin.http.Capability;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimits;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;

/// What clients send into rooms, on its way from the request to [myelin.rooms.EventSender].
public final class Sending implements Capability {

    private final Drafts drafts;
    private final List<Route> routes;
    private List<EventScreen> screens = List.of();

    public Sending(Rooms rooms, ServerName server, RateLimits limits) {
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
