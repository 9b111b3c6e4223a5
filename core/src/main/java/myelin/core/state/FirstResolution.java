package myelin.core.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.auth.AuthState;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.room.Rules;

/// State resolution of [room version 1](https://spec.matrix.org/v1.19/rooms/v1/#state-resolution).
final class FirstResolution {

    /// "ascending `depth` then descending `sha1(event_id)`"
    static final Comparator<Pdu> ORDER =
            Comparator.comparingLong(Pdu::depth)
                    .thenComparing(Comparator.comparing(FirstResolution::sha1).reversed());

    private final Rules rules;
    private final KnownEvents events;
    private final Conflict.Agreed agreed;

    /// "we use R to refer to the results of the resolution so far": these, and what is agreed.
    private final Map<StateKey, EventId> resolved = new HashMap<>();

    private FirstResolution(Rules rules, KnownEvents events, Conflict.Agreed agreed) {
        this.rules = rules;
        this.events = events;
        this.agreed = agreed;
    }

    static Map<StateKey, EventId> resolve(Rules rules, Conflict conflict, KnownEvents events) {
        return new FirstResolution(rules, events, conflict.agreed()).resolve(conflict.differing());
    }

    private Map<StateKey, EventId> resolve(Map<StateKey, Set<EventId>> differing) {
        // "A conflict occurs between states where those states have different `event_ids` for the
        // same `(event_type, state_key)`." A place which some states lack is no conflict: "Start by
        // setting R to the union of the states to be resolved, excluding any conflicting events."
        differing.forEach((key, ids) -> {
            if (ids.size() == 1) {
                resolved.put(key, ids.iterator().next());
            }
        });
        // "First we resolve conflicts between `m.room.power_levels` events."
        resolveAuth(differing, StateKey.of(EventType.M_ROOM_POWER_LEVELS)::equals);
        // "Repeat the above process for conflicts between `m.room.join_rules` events."
        resolveAuth(differing, key -> key.type().equals(EventType.M_ROOM_JOIN_RULES));
        // "Repeat the above process for conflicts between `m.room.member` events."
        resolveAuth(differing, key -> key.type().equals(EventType.M_ROOM_MEMBER));
        // "No other events affect the authorisation rules, so for all other conflicts, just pick
        // the event with the
        // highest depth and lowest `sha1(event_id)` that passes authentication in R and add it to
        // R."
        Map<StateKey, EventId> others = new HashMap<>();
        differing.forEach((key, ids) -> {
            if (!resolved.containsKey(key)) {
                lastPermitted(sorted(ids)).ifPresent(event -> others.put(key, event.eventId()));
            }
        });
        resolved.putAll(others);
        return resolved;
    }

    /// Resolves each of these places by itself, and only then adds the results to R, as Synapse does: otherwise it would
    /// matter which comes first.
    private void resolveAuth(Map<StateKey, Set<EventId>> differing, Predicate<StateKey> wanted) {
        Map<StateKey, EventId> results = new HashMap<>();
        differing.forEach((key, ids) -> {
            if (ids.size() > 1 && wanted.test(key)) {
                lastOfPermitted(key, sorted(ids))
                        .ifPresent(event -> results.put(key, event.eventId()));
            }
        });
        resolved.putAll(results);
    }

    private List<Pdu> sorted(Set<EventId> ids) {
        return ids.stream().flatMap(id -> events.event(id).stream()).sorted(ORDER).toList();
    }

    /// "Add the first event in the list to R. For each subsequent event in the list, check that the event would be
    /// allowed by the authorisation rules for a room in state R. If the event would be allowed, then update R with the
    /// event and continue with the next event in the list. If it would not be allowed, stop"
    private Optional<Pdu> lastOfPermitted(StateKey key, List<Pdu> sorted) {
        Optional<Pdu> last = Optional.empty();
        for (Pdu event : sorted) {
            if (last.isPresent() && !isPermitted(event, resolvedWith(key, last.get()))) {
                return last;
            }
            last = Optional.of(event);
        }
        return last;
    }

    /// The first of the list where none is permitted: so does Synapse, the spec doesn't say.
    private Optional<Pdu> lastPermitted(List<Pdu> sorted) {
        for (Pdu event : sorted.reversed()) {
            if (isPermitted(event, this::resolved)) {
                return Optional.of(event);
            }
        }
        return sorted.stream().findFirst();
    }

    private boolean isPermitted(Pdu event, AuthState state) {
        return Authorization.check(rules, event, state).equals(Verdict.ALLOWED);
    }

    private Optional<Pdu> resolved(String type, String stateKey) {
        StateKey key = new StateKey(type, stateKey);
        return Optional.ofNullable(resolved.get(key))
                .or(() -> agreed.event(key))
                .flatMap(events::event);
    }

    private AuthState resolvedWith(StateKey key, Pdu current) {
        return (type, stateKey) ->
                new StateKey(type, stateKey).equals(key)
                        ? Optional.of(current)
                        : resolved(type, stateKey);
    }

    private static BigInteger sha1(Pdu event) {
        try {
            byte[] id = event.eventId().value().getBytes(UTF_8);
            return new BigInteger(1, MessageDigest.getInstance("SHA-1").digest(id));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-1", absent);
        }
    }
}
