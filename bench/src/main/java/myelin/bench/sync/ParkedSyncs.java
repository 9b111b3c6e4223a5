package myelin.bench.sync;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import myelin.bench.Population;
import myelin.concurrent.Tasks;
import myelin.core.json.JsonObject;

/// What syncs that wait take of the server's memory. `./myelin` runs with its usual flags in a process of its own, on
/// SQLite, its clients are in this one; each waits on a connection of its own, on loopback.
///
/// First everybody syncs and goes away, which warms the server up and fills its caches. Then all come back and wait.
/// Prints how much more of the machine's memory the server has after each of both, for each client, and which objects of
/// its heap that are: so the second figure is the connection, the request, its thread, and what the heap keeps free
/// beside, once its garbage is collected. Buffers of the system are not in it. At last somebody says something, and it
/// prints how many were woken.
///
/// Runs in the folder of a checkout that is built. Both processes have to open a file for each client, and a hundred
/// more.
///
/// Argument: the number of clients.
public final class ParkedSyncs {
    private static final int ROOM = 20;

    /// Syncs that the server answers before it is looked at: frames of code that is compiled take less.
    private static final int WARM_UP = 100_000;

    private static final int TOP = 30;
    private static final int WAIT_MS = 290_000;

    private final ServerProcess server;
    private final List<String> tokens;
    private final List<Thread> waiting = new ArrayList<>();
    private final AtomicInteger woken = new AtomicInteger();

    private ParkedSyncs(ServerProcess server, List<String> tokens) {
        this.server = server;
        this.tokens = tokens;
    }

    public static void main(String[] arguments) throws Exception {
        int users = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("parked-syncs");
        try (ServerProcess server = new ServerProcess(folder)) {
            new ParkedSyncs(server, register(server, users)).measure();
        }
        Population.delete(folder);
    }

    /// Users in rooms of twenty.
    ///
    /// @return their access tokens
    private static List<String> register(ServerProcess server, int users) {
        List<Tasks.Task<String>> registrations = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            JsonObject body = Population.registration(i);
            registrations.add(() -> text(server, "register", "", body, "access_token"));
        }
        List<String> tokens = Population.together(registrations);
        List<Tasks.Task<String>> rooms = new ArrayList<>();
        for (int i = 0; i < users; i += ROOM) {
            List<String> members = tokens.subList(i, Math.min(users, i + ROOM));
            rooms.add(() -> room(server, members));
        }
        Population.together(rooms);
        return tokens;
    }

    private static String room(ServerProcess server, List<String> members) {
        JsonObject body = JsonObject.of("preset", "public_chat", "name", "Hall");
        String room = text(server, "createRoom", members.getFirst(), body, "room_id");
        for (String member : members.subList(1, members.size())) {
            text(server, "join/" + room, member, JsonObject.EMPTY, "room_id");
        }
        return room;
    }

    private static String text(
            ServerProcess server, String path, String token, JsonObject body, String key) {
        try (ParkedClient client = server.connect(token)) {
            return client.send("POST", Population.CLIENT + path, body).string(key).orElseThrow();
        }
    }

    private void measure() throws Exception {
        server.restart();
        System.out.printf("%,d users%n", tokens.size());
        Memory started = Memory.of(server);
        List<String> since = sync();
        Memory synced = Memory.of(server);
        print("what first syncs leave behind", started, synced);
        park(since);
        server.settle();
        if (woken.get() > 0) {
            throw new IllegalStateException(woken + " had something to be told");
        }
        Memory parked = Memory.of(server);
        print("syncs that wait", synced, parked);
        double cpu = server.cpuSeconds();
        Thread.sleep(Duration.ofSeconds(10)); // to see what waiting costs
        cpu = server.cpuSeconds() - cpu;
        System.out.printf("processor time of ten seconds of it: %.2f s%n", cpu);
        wake();
    }

    private void print(String what, Memory before, Memory after) {
        System.out.println(what + ":");
        print("resident", after.residentKb() - before.residentKb());
        print("heap", after.heapKb() - before.heapKb());
        after.grownKb(before, TOP)
                .forEach((type, kb) -> System.out.printf("    %,10d kB %s%n", kb, type));
    }

    private void print(String what, long kb) {
        System.out.printf(
                "  %-10s %,10d kB, %.1f kB for each%n", what, kb, (double) kb / tokens.size());
    }

    /// Everybody syncs some times, and closes the connection.
    ///
    /// @return from where each goes on
    private List<String> sync() {
        int syncs = 2 + WARM_UP / tokens.size();
        List<Tasks.Task<String>> visits = new ArrayList<>();
        for (String token : tokens) {
            visits.add(() -> {
                try (ParkedClient client = server.connect(token)) {
                    for (int number = 0; number < syncs; number++) {
                        client.sync(0);
                    }
                    return client.since();
                }
            });
        }
        return Population.together(visits);
    }

    private void park(List<String> since) {
        for (int i = 0; i < tokens.size(); i++) {
            ParkedClient client = server.connect(tokens.get(i));
            client.since(since.get(i));
            waiting.add(
                    Thread.startVirtualThread(() -> {
                        client.sync(WAIT_MS);
                        woken.incrementAndGet();
                    }));
        }
    }

    /// All members of one room are told, and nobody else.
    private void wake() throws Exception {
        JsonObject message = JsonObject.of("msgtype", "m.text", "body", "hello");
        String room;
        try (ParkedClient speaker = server.connect(tokens.getFirst())) {
            room =
                    speaker.send("GET", Population.CLIENT + "joined_rooms", null)
                            .array("joined_rooms")
                            .orElseThrow()
                            .strings()
                            .getFirst();
            speaker.send(
                    "PUT", Population.CLIENT + "rooms/" + room + "/send/m.room.message/1", message);
        }
        for (Thread thread : waiting.subList(0, ROOM)) {
            thread.join(Duration.ofSeconds(30));
        }
        server.settle();
        System.out.printf("  a message in a room of %d has woken %d of them%n", ROOM, woken.get());
    }
}
