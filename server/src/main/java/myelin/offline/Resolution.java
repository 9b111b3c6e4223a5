package myelin.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.state.AuthChain;
import myelin.core.state.StateMap;
import myelin.core.state.StateResolution;

/// The state of a room whose history has forked.
public final class Resolution {

    private Resolution() {}

    /// The `state` that follows from all `state_sets`, each of the form that [GivenEvents#state] reads, and the `events` in
    /// them and in their auth chains. Where some of these were not given they are named as `missing`.
    public static JsonObject of(RoomVersion version, JsonObject input) {
        GivenEvents given = GivenEvents.in(input, version, "events");
        JsonArray sets =
                input.array("state_sets")
                        .orElseThrow(() -> new BadInput("'state_sets' is no array of states"));
        List<StateMap> forks = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            Json set = sets.at(i);
            forks.add(BadInput.reading("state_sets[" + i + "]", () -> given.state(set)));
        }
        StateMap resolved = StateResolution.resolve(version.rules(), forks, given.known());
        JsonObject answer = JsonObject.of("state", entries(resolved));
        Set<String> missing = missing(forks, given);
        return missing.isEmpty() ? answer : answer.with("missing", JsonArray.from(missing));
    }

    private static JsonArray entries(StateMap state) {
        return JsonArray.from(
                state.events().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry ->
                                JsonObject.of(
                                        "type",
                                        entry.getKey().type(),
                                        "state_key",
                                        entry.getKey().key(),
                                        "event_id",
                                        entry.getValue()))
                        .toList());
    }

    private static Set<String> missing(List<StateMap> forks, GivenEvents given) {
        List<EventId> starts = new ArrayList<>();
        forks.forEach(fork -> starts.addAll(fork.events().values()));
        Set<String> missing = new TreeSet<>();
        for (EventId id : AuthChain.of(starts, given.known())) {
            Optional<Pdu> event = given.event(id);
            if (event.isEmpty()) {
                missing.add(id.value());
            }
            event.flatMap(given::createOf)
                    .filter(create -> given.event(create).isEmpty())
                    .ifPresent(create -> missing.add(create.value()));
        }
        return missing;
    }
}
