package myelin.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.search.Phrase;
import myelin.core.search.SearchKey;
import myelin.core.search.SearchTerm;
import myelin.events.StoredEvent;
import myelin.history.History;
import myelin.relations.Relations;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.WordQuery;

/// Finds what fits a search and may be seen by who searches. Any thread.
///
/// The index says what may fit; the events themselves decide. The newest of all events are looked at anyway,
/// for the index follows a moment behind.
final class Matches {

    /// Events that are looked at together.
    private static final int WINDOW = 500;

    /// How often events are looked at for one page, at most: who may see nearly nothing of what has the words
    /// gets a short page.
    private static final int WINDOWS = 5;

    /// Characters of texts after which no more events are looked at for one page.
    private static final int MOST_READ = 1_000_000;

    /// The newest events of all rooms, which the index may not have yet.
    private static final int NOT_INDEXED = 500;

    /// Rooms, and senders, that the index is asked for by their facets, at most.
    private static final int FEW = 10;

    private final Database database;
    private final Rooms rooms;
    private final History history;
    private final Relations relations;
    private final Texts texts;
    private final MessageIndexTable table = new MessageIndexTable();

    Matches(Database database, Rooms rooms, History history, Relations relations, Texts texts) {
        this.database = database;
        this.rooms = rooms;
        this.history = history;
        this.relations = relations;
        this.texts = texts;
    }

    /// Part of what fits.
    ///
    /// @param before the position below which it is
    /// @param matches the newest first
    /// @param rest the position below which there may be more; empty: that was all
    /// @param read how many characters were looked at
    record Window(long before, List<Match> matches, Optional<Long> rest, long read) {

        private Window and(Window next) {
            List<Match> both = Stream.of(this, next).flatMap(it -> it.matches().stream()).toList();
            return new Window(before, both, next.rest, read + next.read);
        }
    }

    /// The newest of what fits, below where the page begins.
    ///
    /// @param searched rooms in which to look
    Window of(SearchRequest request, Set<RoomId> searched) {
        long before =
                request.batch().map(NextBatch::before).orElseGet(() -> rooms.feed().seen() + 1);
        Set<RoomId> in = inGroup(request, searched);
        Optional<WordQuery> query = query(request, in);
        if (query.isEmpty()) {
            return new Window(before, List.of(), Optional.empty(), 0);
        }
        Window window = below(before, request, query.get(), in);
        for (int windows = 1; windows < WINDOWS && isTooLittle(window, request); windows++) {
            window = window.and(below(window.rest().orElseThrow(), request, query.get(), in));
        }
        return window;
    }

    private static boolean isTooLittle(Window window, SearchRequest request) {
        return window.matches().size() < request.limit()
                && window.rest().isPresent()
                && window.read() < MOST_READ;
    }

    private Window below(long before, SearchRequest request, WordQuery query, Set<RoomId> in) {
        List<Long> indexed = database.read(tx -> table.newest(tx, query, in, before, WINDOW));
        Optional<Long> rest =
                indexed.size() < WINDOW ? Optional.empty() : Optional.of(indexed.getLast());
        Set<Long> positions = new TreeSet<>(Comparator.reverseOrder());
        positions.addAll(indexed);
        for (StoredEvent event : rooms.recent().newest(NOT_INDEXED)) {
            boolean wanted = event.position() < before && event.position() > rest.orElse(0L);
            if (wanted && in.contains(event.pdu().roomId())) {
                positions.add(event.position());
            }
        }
        List<Candidate> candidates = candidates(rooms.events().at(positions), request);
        long read = candidates.stream().mapToLong(it -> it.text().text().length()).sum();
        return new Window(before, fitting(candidates, request), rest, read);
    }

    private static Set<RoomId> inGroup(SearchRequest request, Set<RoomId> searched) {
        Optional<String> room =
                request.group().filter(group -> group.key() == Group.Key.ROOM_ID).map(Group::value);
        if (room.isEmpty()) {
            return searched;
        }
        Set<RoomId> one = new HashSet<>(searched);
        one.removeIf(id -> !id.value().equals(room.get()));
        return one;
    }

    /// What the index is asked; empty when nothing can fit.
    private static Optional<WordQuery> query(SearchRequest request, Set<RoomId> in) {
        Set<SearchKey> keys = new HashSet<>(request.keys());
        keys.removeIf(key -> !request.filter().wantsType(key.type()));
        List<SearchTerm.Alternative> alternatives = request.term().alternatives();
        if (alternatives.isEmpty() || keys.isEmpty() || in.isEmpty()) {
            return Optional.empty();
        }
        List<WordQuery> all = new ArrayList<>();
        all.add(new WordQuery.Any(alternatives.stream().map(Matches::query).toList()));
        if (keys.size() < SearchKey.values().length) {
            all.add(facets(keys, Facet::of));
        }
        if (in.size() <= FEW) {
            all.add(facets(in, Facet::of));
        }
        Set<UserId> senders = senders(request);
        if (!senders.isEmpty() && senders.size() <= FEW) {
            all.add(facets(senders, Facet::of));
        }
        return Optional.of(new WordQuery.All(all));
    }

    private static WordQuery query(SearchTerm.Alternative alternative) {
        List<WordQuery> words = new ArrayList<>();
        for (Phrase phrase : alternative.wanted()) {
            phrase.kept().forEach(word -> words.add(new WordQuery.Word(word)));
            phrase.starts().forEach(start -> words.add(new WordQuery.Start(start)));
        }
        return new WordQuery.All(words);
    }

    private static <T> WordQuery facets(Collection<T> of, Function<T, String> facet) {
        return new WordQuery.Any(
                of.stream().map(facet).<WordQuery>map(WordQuery.Word::new).toList());
    }

    /// Whose messages are wanted; none: anybody's.
    private static Set<UserId> senders(SearchRequest request) {
        return request.group()
                .filter(group -> group.key() == Group.Key.SENDER)
                .flatMap(group -> UserId.tryParse(group.value()))
                .map(Set::of)
                .or(() -> request.filter().senders())
                .orElse(Set.of());
    }

    /// An event that the filter lets pass, and what it says.
    private record Candidate(StoredEvent event, Texts.Text text) {}

    private List<Candidate> candidates(List<StoredEvent> events, SearchRequest request) {
        List<Candidate> candidates = new ArrayList<>();
        for (StoredEvent event : events) {
            Pdu pdu = event.pdu();
            boolean wanted =
                    request.filter().test(pdu)
                            && request.group().stream().allMatch(group -> group.has(pdu));
            if (wanted) {
                texts.of(event)
                        .filter(text -> request.keys().contains(text.key()))
                        .ifPresent(text -> candidates.add(new Candidate(event, text)));
            }
        }
        return candidates;
    }

    private List<Match> fitting(List<Candidate> candidates, SearchRequest request) {
        List<Match> fitting = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Texts.Text text = candidate.text();
            long rank = request.term().rank(text.words());
            if (rank > 0) {
                fitting.add(new Match(candidate.event(), text.text(), rank));
            }
        }
        Set<Long> shown = new HashSet<>();
        byRoom(fitting)
                .forEach((room, inRoom) ->
                        shown(request, room, inRoom).forEach(event -> shown.add(event.position())));
        return fitting.stream().filter(match -> shown.contains(match.event().position())).toList();
    }

    private static Map<RoomId, List<StoredEvent>> byRoom(List<Match> matches) {
        Map<RoomId, List<StoredEvent>> byRoom = new LinkedHashMap<>();
        for (Match match : matches) {
            StoredEvent event = match.event();
            byRoom.computeIfAbsent(event.pdu().roomId(), _ -> new ArrayList<>()).add(event);
        }
        return byRoom;
    }

    /// Those of the events of a room that the user may see, wants, and that say what holds now.
    private Stream<StoredEvent> shown(
            SearchRequest request, RoomId room, List<StoredEvent> events) {
        UserId user = request.reader().user();
        long last = history.lastVisible(room, user);
        events.removeIf(event -> event.position() > last);
        List<StoredEvent> wanted =
                relations.wanted(relations.visible(user, events), request.filter());
        return relations.latest(user, wanted).stream().filter(event -> says(event, user));
    }

    /// Whether the event still says anything to the user: of who was erased it may not.
    private boolean says(StoredEvent event, UserId user) {
        Pdu shown = history.clientEvents().shown(event, user);
        return SearchKey.of(shown).flatMap(key -> key.text(shown)).isPresent();
    }
}
