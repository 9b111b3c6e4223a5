package myelin.bench.resolution;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import myelin.config.DatabaseConfig;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.room.RoomVersion;
import myelin.schema.Migrations;
import myelin.sql.Database;

/// Two ways of finding auth differences which were not taken, on the rooms of [ResolutionRun]: what each would store, and
/// what it would read. The figures are in the ADR about auth chains.
public final class AuthDifferenceStudy {

    private static final int RUNS = 30;

    private final List<int[]> auth = new ArrayList<>();
    private final List<Set<Integer>> forks = new ArrayList<>();

    private AuthDifferenceStudy(ForkedRoom room) {
        Map<EventId, Integer> numbers = new HashMap<>();
        for (Pdu event : room.events()) {
            numbers.put(event.eventId(), auth.size());
            auth.add(
                    event.authEvents().stream()
                            .mapToInt(id -> numbers.getOrDefault(id, 0))
                            .toArray());
        }
        Set<EventId> changed = new HashSet<>();
        room.branches()
                .forEach(branch ->
                        branch.keySet()
                                .forEach(key ->
                                        room.forks()
                                                .forEach(fork ->
                                                        fork.event(key).ifPresent(changed::add))));
        room.forks()
                .forEach(fork -> {
                    Set<Integer> conflicted = new HashSet<>();
                    fork.events().values().stream()
                            .filter(changed::contains)
                            .map(id -> numbers.getOrDefault(id, 0))
                            .forEach(conflicted::add);
                    forks.add(conflicted);
                });
    }

    public static void main(String[] arguments) throws IOException {
        for (ForkedRoom.Shape shape : List.of(ForkedRoom.Shape.LARGE, ForkedRoom.Shape.OLD)) {
            ForkedRoom room = ForkedRoom.of(RoomVersion.V11, shape);
            System.out.println("== " + shape);
            AuthDifferenceStudy study = new AuthDifferenceStudy(room);
            study.tell("");
            study.addLateEventOfOldMember();
            study.tell(", with an event by an old member on one fork");
            tellOfChains(room);
        }
    }

    /// On the first fork somebody who joined early, and whose membership is the same everywhere, sets some state.
    private void addLateEventOfOldMember() {
        int levels = forks.getFirst().stream().mapToInt(Integer::intValue).min().orElse(0);
        auth.add(new int[] {0, Math.max(levels, 2), 10});
        forks.getFirst().add(auth.size() - 1);
    }

    private void tell(String where) {
        Walk walk = new Walk(auth);
        Set<Integer> walked = timed("pruned walk" + where, () -> walk.difference(forks));
        System.out.println(
                "  rows read "
                        + walk.rows
                        + " in "
                        + walk.rounds
                        + " queries, found "
                        + walked.size());
        if (where.isEmpty()) {
            System.out.println(
                    "  stored: a row for each event, "
                            + walk.bytes() / auth.size()
                            + " bytes of values");
        }
        long start = System.nanoTime();
        Bitmaps bitmaps = new Bitmaps(auth);
        System.out.println(
                "bitmaps: added in µs each: " + (System.nanoTime() - start) / 1000 / auth.size());
        Set<Integer> united = timed("bitmaps" + where, () -> bitmaps.difference(forks));
        System.out.println(
                "  found "
                        + united.size()
                        + ", stored: a row for each event, "
                        + bitmaps.bytes() / auth.size()
                        + " bytes of values");
    }

    private static void tellOfChains(ForkedRoom room) throws IOException {
        DatabaseConfig config =
                new DatabaseConfig.Sqlite(
                        Files.createTempDirectory("study").resolve("rooms.db"),
                        DatabaseConfig.Synchronous.OFF);
        try (Database database = Migrations.opened(config)) {
            StoredRoom stored = StoredRoom.of(database);
            long start = System.nanoTime();
            stored.storeEvents(room);
            long middle = System.nanoTime();
            stored.storeChains(room);
            long events = middle - start;
            long chains = System.nanoTime() - middle;
            System.out.println(
                    "chains: µs to store an event "
                            + events / 1000 / room.events().size()
                            + ", and its place "
                            + chains / 1000 / room.events().size());
        }
    }

    private static <T> T timed(String what, Supplier<T> work) {
        List<Long> micros = new ArrayList<>();
        T result = work.get();
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            result = work.get();
            micros.add((System.nanoTime() - start) / 1000);
        }
        micros.sort(Comparator.naturalOrder());
        System.out.println(String.format(Locale.ROOT, "%s: %d µs", what, micros.get(RUNS / 2)));
        return result;
    }

    /// Walks from the conflicted events backwards, those first which are farthest from the create event, until all that
    /// is left to be visited is in the chains of all forks.
    private static final class Walk {
        private final List<int[]> auth;
        private final int[] ranks;
        private int rows;
        private int rounds;

        Walk(List<int[]> auth) {
            this.auth = auth;
            this.ranks = new int[auth.size()];
            for (int i = 0; i < ranks.length; i++) {
                for (int cited : auth.get(i)) {
                    ranks[i] = Math.max(ranks[i], ranks[cited] + 1);
                }
            }
        }

        Set<Integer> difference(List<Set<Integer>> forks) {
            int all = (1 << forks.size()) - 1;
            Map<Integer, Integer> masks = new HashMap<>();
            PriorityQueue<Integer> open =
                    new PriorityQueue<>(
                            Comparator.comparingInt((Integer event) -> ranks[event]).reversed());
            for (int fork = 0; fork < forks.size(); fork++) {
                for (int event : forks.get(fork)) {
                    if (masks.merge(event, 1 << fork, (a, b) -> a | b) == 1 << fork) {
                        open.add(event);
                    }
                }
            }
            rows = 0;
            rounds = 0;
            int partial = (int) masks.values().stream().filter(mask -> mask != all).count();
            Set<Integer> loaded = new HashSet<>();
            Set<Integer> found = new HashSet<>();
            while (partial > 0) {
                int event = open.remove();
                if (!loaded.contains(event)) {
                    loaded.add(event);
                    loaded.addAll(open);
                    rows = loaded.size();
                    rounds++;
                }
                int mask = masks.getOrDefault(event, 0);
                if (mask != all) {
                    found.add(event);
                    partial--;
                }
                for (int cited : auth.get(event)) {
                    int before = masks.getOrDefault(cited, 0);
                    int after = before | mask;
                    masks.put(cited, after);
                    if (before == 0) {
                        open.add(cited);
                    }
                    partial += (after != all ? 1 : 0) - (before != 0 && before != all ? 1 : 0);
                }
            }
            return found;
        }

        /// A number, a rank and the numbers of the auth events, eight bytes each.
        long bytes() {
            return auth.stream().mapToLong(cited -> 8L * (2 + cited.length)).sum();
        }
    }

    /// Holds the auth chain of each event as a set of numbers.
    private static final class Bitmaps {
        private final List<BitSet> chains = new ArrayList<>();

        Bitmaps(List<int[]> auth) {
            for (int i = 0; i < auth.size(); i++) {
                BitSet chain = new BitSet();
                for (int cited : auth.get(i)) {
                    chain.or(chains.get(cited));
                }
                chain.set(i);
                chains.add(chain);
            }
        }

        Set<Integer> difference(Collection<Set<Integer>> forks) {
            BitSet some = new BitSet();
            BitSet all = new BitSet();
            all.set(0, chains.size());
            for (Set<Integer> fork : forks) {
                BitSet chain = new BitSet();
                fork.forEach(event -> chain.or(chains.get(event)));
                some.or(chain);
                all.and(chain);
            }
            some.andNot(all);
            Set<Integer> found = new HashSet<>();
            some.stream().forEach(found::add);
            return found;
        }

        /// As runs: how far to the next and how long it is, in as many bytes as the numbers need.
        long bytes() {
            long bytes = 0;
            for (BitSet chain : chains) {
                int end = 0;
                for (int start = chain.nextSetBit(0); start >= 0; start = chain.nextSetBit(end)) {
                    bytes += varint(start - end);
                    end = chain.nextClearBit(start);
                    bytes += varint(end - start);
                }
            }
            return bytes;
        }

        private static int varint(int value) {
            return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
        }
    }
}
