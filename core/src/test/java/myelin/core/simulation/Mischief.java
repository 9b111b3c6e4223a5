package myelin.core.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import myelin.core.Gen;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonObject;
import myelin.core.room.Rule;

/// What mallory's server sends to break a room. Nothing of it may make good servers disagree.
final class Mischief {
    private static final long CANONICAL = (1L << 53) - 1;

    private final Gen gen;
    private final Conduct conduct;
    private final Nonsense nonsense;

    Mischief(Gen gen, Conduct conduct) {
        this.gen = gen;
        this.conduct = conduct;
        this.nonsense = new Nonsense(gen, conduct.version());
    }

    /// The next bad event, or something that looks harmless; or two that belong together.
    List<Pdu> events(SimulatedServer server) {
        Draft draft = conduct.draft(conduct.userOf(server.name()), server);
        if (gen.oneIn(20) && conduct.version().rules().has(Rule.EVENT_ID_IN_EVENT)) {
            return gen.oneIn(2)
                    ? circle(server, draft)
                    : List.of(again(build(server, draft), server));
        }
        return List.of(event(server, draft));
    }

    private Pdu event(SimulatedServer server, Draft draft) {
        return switch (gen.below(15)) {
            // as everybody does, but without asking whether it is permitted
            case 0, 1 -> build(server, draft);
            // as if nothing had happened for a long time: before the ban, before the demotion
            case 2, 3 -> server.build(draft, somePast(server), conduct.time());
            // a time that makes it win, or lose, where times decide
            case 4 -> server.build(draft, server.newest(), gen.oneIn(2) ? 0 : 1_000_000);
            // auth events that say what mallory likes: of another time or room, rejected ones, too
            // many
            case 5, 6 -> forgedAuth(server, draft);
            // in another's name
            case 7 -> build(server, conduct.draft(conduct.anybody(), server));
            // another content than what was hashed and signed
            case 8 -> altered(build(server, draft));
            case 9, 10 -> claiming(build(server, draft), server);
            case 11 -> formless(build(server, draft), server);
            default -> build(server, nonsense.draft(conduct.userOf(server.name())));
        };
    }

    private Pdu build(SimulatedServer server, Draft draft) {
        return server.build(draft, server.newest(), conduct.time());
    }

    private List<EventId> somePast(SimulatedServer server) {
        List<EventId> known = server.ids();
        List<EventId> past = new ArrayList<>();
        for (int i = gen.below(3); i >= 0; i--) {
            EventId id = gen.pick(known.subList(1, known.size()));
            if (!past.contains(id)) {
                past.add(id);
            }
        }
        return past;
    }

    private Pdu forgedAuth(SimulatedServer server, Draft draft) {
        Pdu honest = build(server, draft);
        List<EventId> auth = new ArrayList<>(honest.authEvents());
        if (!auth.isEmpty() && gen.oneIn(2)) {
            auth.remove(gen.below(auth.size()));
        }
        List<EventId> known = server.ids();
        List<EventId> tempting =
                known.stream()
                        .filter(id -> server.event(id).filter(Mischief::isOfUse).isPresent())
                        .toList();
        for (int i = gen.below(3); i > 0; i--) {
            auth.add(gen.pick(gen.oneIn(5) ? known : tempting));
        }
        if (gen.oneIn(3)) {
            borrow(auth, gen.pick(server.world().elsewhere()), server);
        }
        return server.world().event(draft, server.frame(somePast(server), auth, conduct.time()));
    }

    /// In the place of what the room itself says there.
    private static void borrow(List<EventId> auth, Pdu foreign, SimulatedServer server) {
        auth.removeIf(id -> server.event(id).flatMap(Pdu::key).equals(foreign.key()));
        auth.add(foreign.eventId());
    }

    private static boolean isOfUse(Pdu event) {
        return switch (event.type()) {
            case EventType.M_ROOM_POWER_LEVELS,
                    EventType.M_ROOM_MEMBER,
                    EventType.M_ROOM_JOIN_RULES ->
                    true;
            default -> false;
        };
    }

    /// The content isn't that of the hash any more. Everybody redacts such an event, where hashes are looked at.
    private static Pdu altered(Pdu event) {
        JsonObject content = event.content().with("altered", true);
        return Pdu.of(event.json().with("content", content), event.version());
    }

    /// Deeper, or of another time, than anything else in the room.
    private Pdu claiming(Pdu event, SimulatedServer server) {
        boolean wide = !conduct.version().rules().has(Rule.STRICT_CANONICAL_JSON);
        List<Long> depths =
                wide
                        ? List.of(0L, CANONICAL + gen.below(9), Long.MAX_VALUE - gen.below(9))
                        : List.of(0L, CANONICAL - gen.below(2));
        List<Long> times =
                wide
                        ? List.of(-1L, CANONICAL + 2, Long.MIN_VALUE, Long.MAX_VALUE)
                        : List.of(-1L, -CANONICAL, CANONICAL);
        return gen.oneIn(2)
                ? changed(event, server, "depth", gen.pick(depths))
                : changed(event, server, "origin_server_ts", gen.pick(times));
    }

    /// What is no event, at least in some versions, or is one only just.
    private Pdu formless(Pdu event, SimulatedServer server) {
        JsonArray prev = event.json().array("prev_events").orElseThrow();
        int references = gen.oneIn(2) ? 20 : 21;
        return switch (gen.below(7)) {
            case 0 -> changed(event, server, "depth", -1L);
            case 1 -> changed(event, server, "depth", CANONICAL + 1);
            case 2 -> changed(event, server, "state_key", 1);
            case 3 ->
                    changed(
                            event,
                            server,
                            "content",
                            event.content().with("half", new JsonDecimal("0.5")));
            case 4 ->
                    changed(
                            event,
                            server,
                            "prev_events",
                            Collections.nCopies(references, prev.at(0)));
            case 5 -> changed(event, server, "state_key", "ö".repeat(gen.oneIn(2) ? 128 : 256));
            // it was signed otherwise
            default -> Pdu.of(event.json().with("depth", event.depth() / 2), event.version());
        };
    }

    private static Pdu changed(Pdu event, SimulatedServer server, String field, Object value) {
        return server.world().sealed(event.json().with(field, value), server.name());
    }

    /// Two events that follow and cite each other; who waits for both waits for ever.
    private List<Pdu> circle(SimulatedServer server, Draft draft) {
        Pdu one = build(server, draft);
        String name = "$" + gen.below(1_000_000) + "circle";
        JsonArray first = reference(name + "1:" + server.name());
        JsonArray second = reference(name + "2:" + server.name());
        String references = gen.oneIn(2) ? "prev_events" : "auth_events";
        JsonObject json = one.json();
        return List.of(
                server.world()
                        .sealed(
                                json.with("event_id", first.at(0))
                                        .with(references, JsonArray.of(second)),
                                server.name()),
                server.world()
                        .sealed(
                                json.with("event_id", second.at(0))
                                        .with(references, JsonArray.of(first)),
                                server.name()));
    }

    private static JsonArray reference(String id) {
        return JsonArray.of(id, JsonObject.of("sha256", ""));
    }

    /// Another event under an id that everybody knows.
    private Pdu again(Pdu event, SimulatedServer server) {
        return changed(event, server, "event_id", gen.pick(server.ids().subList(0, 3)));
    }
}
