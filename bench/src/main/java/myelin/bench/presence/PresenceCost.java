package myelin.bench.presence;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import myelin.bench.Population;
import myelin.core.json.JsonObject;
import myelin.http.Method;

/// What presence costs a whole server on SQLite in this process, without sockets: users who are all in one room and
/// sync. Prints processor time.
///
/// Arguments: numbers of users.
public final class PresenceCost {
    private static final int ROUNDS = 150;
    private static final int WARM_UP = 50;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Population population;
    private final List<Population.User> users;
    private final Map<Population.User, String> since = new ConcurrentHashMap<>();
    private final String room;

    private PresenceCost(Population population) {
        this.population = population;
        this.users = population.users();
        this.room = population.createRoom(users.getFirst(), "Hall", users.subList(1, users.size()));
    }

    public static void main(String[] arguments) throws InterruptedException {
        for (String count : arguments) {
            for (boolean enabled : new boolean[] {true, false}) {
                run(Integer.parseInt(count), enabled);
            }
        }
    }

    private static void run(int count, boolean enabled) throws InterruptedException {
        try (Population population = Population.of(count, enabled)) {
            PresenceCost cost = new PresenceCost(population);
            System.out.printf("%d users, presence %s%n", count, enabled ? "on" : "off");
            print("a poll with nothing new, µs", cost.polls());
            print("a message to all who wait, µs for each", cost.told(cost::says));
            if (enabled) {
                print("a change of presence, µs for each who waits", cost.told(cost::changes));
            }
        }
    }

    /// The processor time of each poll, when nothing is new.
    private long[] polls() {
        settle();
        return IntStream.range(0, ROUNDS)
                .mapToLong(round -> {
                    long before = SYSTEM.getProcessCpuTime();
                    users.forEach(user -> poll(user, 0));
                    return (SYSTEM.getProcessCpuTime() - before) / users.size();
                })
                .toArray();
    }

    /// The processor time, for each of those who wait, from something that is new to the last answer.
    private long[] told(IntConsumer news) throws InterruptedException {
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            settle();
            List<Thread> waiting = new ArrayList<>();
            for (Population.User user : users.subList(1, users.size())) {
                waiting.add(Thread.ofVirtual().unstarted(() -> poll(user, 60_000)));
            }
            waiting.forEach(Thread::start);
            while (!waiting.stream()
                    .allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING)) {
                Thread.onSpinWait();
            }
            long before = SYSTEM.getProcessCpuTime();
            news.accept(round);
            for (Thread thread : waiting) {
                thread.join();
            }
            nanos[round] = (SYSTEM.getProcessCpuTime() - before) / waiting.size();
        }
        return nanos;
    }

    private void settle() {
        boolean quiet = false;
        while (!quiet) {
            quiet = true;
            for (Population.User user : users) {
                quiet &= poll(user, 0).keys().size() == 1;
            }
        }
    }

    private JsonObject poll(Population.User user, int timeoutMs) {
        String last = since.get(user);
        String more = last == null ? "" : "&since=" + last;
        String target = Population.CLIENT + "sync?timeout=" + timeoutMs + more;
        JsonObject answer = population.json(Population.as(user, Method.GET, target));
        since.put(user, answer.string("next_batch").orElseThrow());
        return answer;
    }

    private void says(int round) {
        population.say(users.getFirst(), room, "m" + round);
    }

    private void changes(int round) {
        Population.User user = users.getFirst();
        String target = Population.CLIENT + "presence/" + user.id() + "/status";
        JsonObject status = JsonObject.of("presence", "online", "status_msg", "s" + round);
        population.json(Population.as(user, Method.PUT, target).body(status));
    }

    /// The mean, for the clock of the processor may be coarse; without the first rounds, in which code is compiled.
    private static void print(String what, long[] nanos) {
        double mean = Arrays.stream(nanos).skip(WARM_UP).average().orElseThrow();
        System.out.printf("  %-45s %8.1f%n", what, mean / 1000);
    }
}
