package myelin.core.simulation;

import java.util.ArrayList;
import java.util.List;
import myelin.core.Gen;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.room.Rule;

/// What mallory's server sends to break a room. Nothing of it may make good servers disagree.
final class Mischief {
    private final Gen gen;
    private final Conduct conduct;

    Mischief(Gen gen, Conduct conduct) {
        this.gen = gen;
        this.conduct = conduct;
    }

    /// The next bad event, or something that looks harmless.
    Pdu event(SimulatedServer server) {
        UserId user = conduct.userOf(server.name());
        Draft draft = conduct.draft(user, server);
        List<EventId> newest = server.newest();
        return switch (gen.below(10)) {
            // as everybody does, but without asking whether it is permitted
            case 0, 1 -> server.build(draft, newest, conduct.time());
            // as if nothing had happened for a long time: before the ban, before the demotion
            case 2, 3 -> server.build(draft, somePast(server), conduct.time());
            // a time that makes it win, or lose, where times decide
            case 4 -> server.build(draft, newest, gen.oneIn(2) ? 0 : 1_000_000);
            // auth events that say what mallory likes: of another time, rejected ones, too many
            case 5, 6 -> forgedAuth(server, draft);
            // in another's name
            case 7 -> {
                Draft stolen = conduct.draft(conduct.anybody(), server);
                yield server.build(stolen, newest, conduct.time());
            }
            // another content than what was hashed and signed
            case 8 -> altered(server.build(draft, newest, conduct.time()));
            default -> server.build(nonsense(user), newest, conduct.time());
        };
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
        Pdu honest = server.build(draft, server.newest(), conduct.time());
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
        return server.world().event(draft, server.frame(somePast(server), auth, conduct.time()));
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
    private Pdu altered(Pdu event) {
        JsonObject content = event.content().with("altered", true);
        return Pdu.of(event.json().with("content", content), event.version());
    }

    /// What is no sense in any room.
    private Draft nonsense(UserId user) {
        JsonObject levels = JsonObject.of("users", JsonObject.of(user.value(), 100));
        // A second create event is another room where its id is the room's.
        boolean second = !conduct.version().rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID);
        return switch (gen.below(second ? 7 : 6)) {
            case 0 -> member(user, user.value(), JsonObject.of("membership", "dance"));
            case 1 -> member(user, user.value(), JsonObject.EMPTY);
            case 2 -> member(user, "nobody", JsonObject.of("membership", "join"));
            case 3 ->
                    Draft.message(
                            user, EventType.M_ROOM_MEMBER, JsonObject.of("membership", "join"));
            case 4 ->
                    Draft.state(
                            user,
                            EventType.M_ROOM_POWER_LEVELS,
                            "",
                            levels.with("ban", new JsonString("many")));
            case 5 ->
                    Draft.state(
                            user,
                            EventType.M_ROOM_POWER_LEVELS,
                            "",
                            JsonObject.of("users", JsonObject.of("nobody", 1)));
            default ->
                    Draft.state(
                            user,
                            EventType.M_ROOM_CREATE,
                            "",
                            JsonObject.of("creator", user, "room_version", "1"));
        };
    }

    private static Draft member(UserId sender, String stateKey, JsonObject content) {
        return Draft.state(sender, EventType.M_ROOM_MEMBER, stateKey, content);
    }
}
