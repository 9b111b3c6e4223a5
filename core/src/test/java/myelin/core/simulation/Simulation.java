package myelin.core.simulation;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.Gen;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.room.RoomVersion;
import myelin.core.simulation.SimulatedServer.Judged;

/// A room of four servers, without threads: a seed decides who does what, which event is lost, and which comes late.
///
/// Three servers are honest: what their users do is what the rules permit, as far as their server knows. The fourth,
/// mallory's, sends whatever may do harm ([Mischief]). Nobody knows what the others know: each [SimulatedServer] gets
/// events in its own order and judges them alone, and so the room's history forks all the time.
///
/// What must hold is the promise of Matrix: **whoever holds the same events agrees on the state before each of them**, on
/// which of them are rejected, and, once all has arrived, on the state of the room.
final class Simulation {
    /// How often something happens: a user acts, or an event arrives.
    private static final int STEPS = 70;

    /// Rooms with signatures cost a hundred times more than others; what they show is seen in few.
    private static final int SIGNED_ROOMS = 101;

    private final Gen gen;
    private final World world;
    private final List<SimulatedServer> servers = new ArrayList<>();

    /// What is on its way, and may overtake what was sent before.
    private final List<Delivery> network = new ArrayList<>();

    /// All events which anybody made and no server drops, in the order in which they were made.
    private final Map<EventId, Pdu> history = new LinkedHashMap<>();

    /// The same, and those which all drop.
    private final List<Pdu> made = new ArrayList<>();

    private record Delivery(SimulatedServer to, Pdu event) {}

    private Simulation(long seed) {
        List<RoomVersion> versions = RoomVersion.stable();
        RoomVersion version = versions.get((int) (seed % versions.size()));
        this.gen = new Gen(seed);
        this.world = new World(version, seed % SIGNED_ROOMS == 0);
        Conduct.SERVERS.forEach(name -> servers.add(new SimulatedServer(name, world)));
    }

    /// Lets a room live and checks the promise. Seeds that follow each other give rooms of all versions in turn.
    ///
    /// @throws AssertionError if it is broken
    static Simulation run(long seed) {
        Simulation simulation = new Simulation(seed);
        simulation.live();
        simulation.deliverAll();
        simulation.checkThatAllAgree();
        return simulation;
    }

    /// All events that were made and could be judged or had to be dropped, in an order in which each follows what it refers
    /// to.
    List<Pdu> made() {
        return made.stream()
                .filter(event -> isDropped(event) || judged(event).isPresent())
                .toList();
    }

    private boolean isDropped(Pdu event) {
        return kept(event).isEmpty();
    }

    /// What all servers keep of one of these events; empty if they drop it.
    Optional<Pdu> kept(Pdu event) {
        return world.screened(event);
    }

    /// What all servers think of one of these events that they have kept.
    Optional<Judged> judged(Pdu event) {
        return servers.getFirst().find(event.eventId());
    }

    World world() {
        return world;
    }

    /// Checks that wherever states were resolved, by whichever server, every winner was permitted by the state that it was
    /// applied to.
    ///
    /// @throws AssertionError if one was not
    void checkWinners() {
        servers.forEach(SimulatedServer::checkWinners);
    }

    boolean isSigned() {
        return world.isSigned();
    }

    RoomVersion version() {
        return world.version();
    }

    private void live() {
        Conduct conduct = new Conduct(gen, world.version());
        Mischief mischief = new Mischief(gen, conduct);
        for (Pdu event : conduct.beginning(servers.getFirst())) {
            history.put(event.eventId(), event);
            made.add(event);
            servers.forEach(server -> server.receive(event));
        }
        for (int step = 0; step < STEPS; step++) {
            SimulatedServer server = gen.pick(servers);
            if (gen.oneIn(2) && !network.isEmpty()) {
                arrive(network.remove(gen.below(network.size())));
            } else if (server == servers.getLast()) {
                mischief.events(server).forEach(event -> publish(server, event));
            } else {
                conduct.event(server).ifPresent(event -> publish(server, event));
            }
        }
    }

    /// The event's server knows it at once, the others later, if it isn't lost.
    private void publish(SimulatedServer by, Pdu event) {
        // A bad server sends also what every good one drops.
        if (!by.receive(event)) {
            made.add(event);
        } else if (history.putIfAbsent(event.eventId(), event) == null) {
            made.add(event);
        }
        for (SimulatedServer server : servers) {
            if (server != by && !gen.oneIn(4)) {
                network.add(new Delivery(server, event));
            }
        }
    }

    /// Now and then a server that misses something asks others for it; till then what builds on it has to wait.
    private void arrive(Delivery delivery) {
        delivery.to.receive(delivery.event);
        if (gen.oneIn(3)) {
            fetchMissing(delivery.to);
        }
    }

    private void fetchMissing(SimulatedServer server) {
        for (List<EventId> missing = server.missing();
                !missing.isEmpty();
                missing = server.missing()) {
            missing.forEach(id -> server.receive(history.get(id)));
        }
    }

    /// Whatever was lost or late arrives, everywhere in another order.
    private void deliverAll() {
        for (SimulatedServer server : servers) {
            List<Pdu> rest = new ArrayList<>(history.values());
            while (!rest.isEmpty()) {
                server.receive(rest.remove(gen.below(rest.size())));
            }
        }
    }

    private void checkThatAllAgree() {
        SimulatedServer first = servers.getFirst();
        for (SimulatedServer server : servers) {
            for (EventId id : history.keySet()) {
                Optional<Judged> one = first.find(id);
                Optional<Judged> other = server.find(id);
                if (!one.equals(other)) {
                    throw new AssertionError(
                            "%s and %s disagree about %s:%n%s%n%s"
                                    .formatted(first, server, describe(id), one, other));
                }
            }
            if (!first.finalState().equals(server.finalState())) {
                throw new AssertionError(
                        "%s and %s disagree about the state of the room:%n%s%n%s"
                                .formatted(first, server, first.finalState(), server.finalState()));
            }
        }
    }

    private String describe(EventId id) {
        Pdu event = history.get(id);
        return event.json()
                + " after "
                + event.prevEvents().stream().map(EventId::toString).collect(joining(", "));
    }
}
