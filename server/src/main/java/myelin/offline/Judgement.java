package myelin.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.auth.AuthEvents.Cited;
import myelin.core.auth.AuthState;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.intake.Outcome;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.intake.PduIntake;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;

/// What the authorization rules say about an event: by its auth events, and by the state before it where that is given.
public final class Judgement {
    private static final StateKey CREATE = StateKey.of(EventType.M_ROOM_CREATE);

    private Judgement() {}

    /// The verdict on `event`, an event or the id of one in `events`. Its auth events are found among `auth_events` and
    /// `events`, a `state` is one of [GivenEvents#state].
    public static JsonObject of(RoomVersion version, JsonObject input) {
        GivenEvents given = GivenEvents.in(input, version, "events", "auth_events", "state");
        Json named =
                input.value("event")
                        .orElseThrow(() -> new BadInput("there is no 'event' to judge"));
        Pdu event =
                named instanceof JsonObject json
                        ? BadInput.reading("event", () -> given.event(json, Optional.empty()))
                        : BadInput.reading(
                                "event", () -> given.require(GivenEvents.id("id", named)));
        Optional<Json> state = input.value("state");
        if (state.isEmpty() || input.has("auth_events") || input.has("events")) {
            Outcome.OfAuthorization outcome = byAuthEvents(event, given);
            if (outcome instanceof Rejected rejected) {
                return denied(event, "auth_events", rejected);
            }
        }
        if (state.isPresent()) {
            StateMap before = BadInput.reading("state", () -> given.state(state.get()));
            Outcome.OfAuthorization outcome =
                    PduIntake.againstStateBefore(event, authState(event, before, given));
            if (outcome instanceof Rejected rejected) {
                return denied(event, "state", rejected);
            }
        }
        return JsonObject.of("event_id", event.eventId(), "verdict", "allowed", "allowed", true);
    }

    private static Outcome.OfAuthorization byAuthEvents(Pdu event, GivenEvents given) {
        List<Cited> cited = new ArrayList<>();
        for (EventId id : event.authEvents()) {
            cited.add(BadInput.reading("auth_events", () -> cited(id, given)));
        }
        Optional<Cited> create =
                given.createOf(event)
                        .filter(id -> given.event(id).isPresent())
                        .map(id -> cited(id, given));
        return PduIntake.againstAuthEvents(event, cited, create);
    }

    private static Cited cited(EventId id, GivenEvents given) {
        return new Cited(given.require(id), given.isRejected(id));
    }

    private static AuthState authState(Pdu event, StateMap before, GivenEvents given) {
        return (type, stateKey) -> {
            StateKey key = new StateKey(type, stateKey);
            Optional<EventId> id = before.event(key);
            return (id.isEmpty() && key.equals(CREATE) ? given.createOf(event) : id)
                    .flatMap(given::event);
        };
    }

    private static JsonObject denied(Pdu event, String by, Rejected rejected) {
        return JsonObject.builder()
                .put("event_id", event.eventId())
                .put("verdict", "denied")
                .put("allowed", false)
                .put("by", by)
                .put("rule", rejected.rule())
                .put("reason", rejected.reason())
                .build();
    }
}
