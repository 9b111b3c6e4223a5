package myelin.spaces;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.directory.RoomSummary;
import myelin.events.StoredEvent;
import myelin.http.MatrixError;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;

/// The rooms of a space, those of the spaces in it, and so on: depth first, page by page
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidhierarchy)).
///
/// A room comes once, where it is met first; one that the user may not see, or that this server does not
/// know, is left out with all below it.
final class Hierarchy {

    /// Rooms on a page, at most.
    private static final int MOST = 50;

    /// Rooms that are looked for to fill a page, at most: a space may name thousands that are not here or not to be
    /// seen. The page is short then, or empty, and there is another one.
    private static final int MOST_LOOKED_FOR = 200;

    /// Spaces in spaces that are looked into, at most.
    private static final int DEEPEST = 100;

    private static final int LONGEST_ORDER = 50;
    private static final Pattern ORDER = Pattern.compile("[\\x20-\\x7E]*");

    /// "`order` … then `origin_server_ts` … then the room id"; those without an order come last.
    private static final Comparator<Pdu> CHILDREN =
            Comparator.comparing((Pdu child) -> order(child).isEmpty())
                    .thenComparing(child -> order(child).orElse(""))
                    .thenComparingLong(Pdu::originServerTs)
                    .thenComparing(child -> child.stateKey().orElse(""));

    private final Rooms rooms;
    private final RoomAccess access;
    private final PagesTable pages;

    Hierarchy(Rooms rooms, RoomAccess access, PagesTable pages) {
        this.rooms = rooms;
        this.access = access;
        this.pages = pages;
    }

    /// What is asked for, the same for all pages.
    ///
    /// @param suggestedOnly whether only children count that the space suggests
    /// @param maxDepth how many steps below the root
    record Question(UserId user, RoomId root, boolean suggestedOnly, long maxDepth) {

        Question {
            maxDepth = Math.min(maxDepth, DEEPEST);
        }
    }

    /// How far the tree has been walked.
    ///
    /// @param next rooms still to be visited with their depth, that to come first at the end
    record Walk(SequencedMap<RoomId, Long> next, Set<RoomId> visited) {

        static Walk from(RoomId root) {
            SequencedMap<RoomId, Long> next = new LinkedHashMap<>();
            next.put(root, 0L);
            return new Walk(next, new HashSet<>());
        }

        /// Has a room come next that was not visited yet, no more where it was met before.
        void push(RoomId room, long depth) {
            if (!visited.contains(room)) {
                next.putLast(room, depth);
            }
        }
    }

    /// A page.
    ///
    /// @param limit rooms on it, at most
    /// @param from the token of the page before
    /// @throws MatrixError M_FORBIDDEN when the user may not see the root, M_INVALID_PARAM when the token
    ///     is none, is too old, or belongs to another question
    JsonObject page(Question question, long limit, Optional<String> from) {
        if (access.find(question.root(), question.user()).isEmpty()) {
            throw MatrixError.forbidden("You may not see this room");
        }
        Walk walk =
                from.map(token ->
                                pages.find(question, token)
                                        .orElseThrow(() ->
                                                MatrixError.invalidParam(
                                                        "'from' is no token of this space")))
                        .orElseGet(() -> Walk.from(question.root()));
        List<JsonObject> found = new ArrayList<>();
        for (int looked = 0; looked < MOST_LOOKED_FOR; looked++) {
            if (walk.next().isEmpty() || found.size() >= Math.min(limit, MOST)) {
                break;
            }
            visit(question, walk).ifPresent(found::add);
        }
        JsonObject page = JsonObject.of("rooms", JsonArray.from(found));
        return walk.next().isEmpty() ? page : page.with("next_batch", pages.store(question, walk));
    }

    private Optional<JsonObject> visit(Question question, Walk walk) {
        Map.Entry<RoomId, Long> entry = walk.next().pollLastEntry();
        walk.visited().add(entry.getKey());
        long depth = entry.getValue();
        Optional<RoomSnapshot> room = access.find(entry.getKey(), question.user());
        if (room.isEmpty()) {
            return Optional.empty();
        }
        RoomSummary summary = RoomSummary.of(room.get());
        List<Pdu> children =
                summary.type().equals(Optional.of("m.space"))
                        ? children(room.get(), question.suggestedOnly())
                        : List.of();
        if (depth < question.maxDepth()) {
            for (Pdu child : children.reversed()) {
                child.stateKey()
                        .flatMap(RoomId::tryParse)
                        .ifPresent(id -> walk.push(id, depth + 1));
            }
        }
        return Optional.of(
                summary.json()
                        .with(
                                "children_state",
                                JsonArray.from(
                                        children.stream().map(Hierarchy::stripped).toList())));
    }

    private List<Pdu> children(RoomSnapshot space, boolean suggestedOnly) {
        List<Long> positions = new ArrayList<>();
        rooms.states()
                .entries(space.head().state())
                .forEach((key, position) -> {
                    if (key.type().equals(EventType.M_SPACE_CHILD)) {
                        positions.add(position);
                    }
                });
        return rooms.events().at(positions).stream()
                .map(StoredEvent::shown)
                .filter(child -> leadsSomewhere(child.content()))
                .filter(child -> !suggestedOnly || isSuggested(child.content()))
                .sorted(CHILDREN)
                .toList();
    }

    /// "If not present or invalid, the child room is not part of the space": servers to ask.
    private static boolean leadsSomewhere(JsonObject content) {
        JsonArray via = content.array("via").orElse(JsonArray.EMPTY);
        return via.size() > 0 && via.strings().size() == via.size();
    }

    private static boolean isSuggested(JsonObject content) {
        return content.bool("suggested").orElse(false);
    }

    private static Optional<String> order(Pdu child) {
        return child.content()
                .string("order")
                .filter(order -> order.length() <= LONGEST_ORDER)
                .filter(order -> ORDER.matcher(order).matches());
    }

    private static JsonObject stripped(Pdu child) {
        return JsonObject.builder()
                .put("type", child.type())
                .put("state_key", child.stateKey().orElse(""))
                .put("content", child.content())
                .put("sender", child.sender())
                .put("origin_server_ts", child.originServerTs())
                .build();
    }
}
