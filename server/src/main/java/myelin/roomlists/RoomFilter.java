package myelin.roomlists;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.json.Json;
import myelin.core.json.JsonNull;
import myelin.core.room.Membership;
import org.jspecify.annotations.Nullable;

/// Lets the rooms of one list through. What costs least is asked first.
public final class RoomFilter implements Predicate<ListedRoom> {

    private final RoomFilters filters;
    private final ListFacts facts;
    private final @Nullable Boolean invited;
    private final @Nullable Set<Json> types;
    private final Set<Json> notTypes;
    private final @Nullable Set<String> inSpaces;
    private final @Nullable String name;

    public RoomFilter(RoomFilters filters, ListFacts facts) {
        this.filters = filters;
        this.facts = facts;
        this.invited = filters.invited();
        List<Json> wanted = filters.roomTypes();
        List<Json> unwanted = filters.notRoomTypes();
        this.types = wanted == null ? null : Set.copyOf(wanted);
        this.notTypes = unwanted == null ? Set.of() : Set.copyOf(unwanted);
        this.inSpaces = inSpaces(filters.spaces(), facts);
        this.name = filters.roomNameLike() == null ? null : ListFacts.lower(filters.roomNameLike());
    }

    private static @Nullable Set<String> inSpaces(@Nullable List<String> spaces, ListFacts facts) {
        if (spaces == null) {
            return null;
        }
        Set<String> rooms = new HashSet<>();
        spaces.forEach(space -> rooms.addAll(facts.childrenOf(space)));
        return rooms;
    }

    @Override
    public boolean test(ListedRoom room) {
        return hasMembership(room)
                && hasType(room.listing().type())
                && (filters.isDm() == null || is(filters.isDm(), facts.isDirect(room.id())))
                && (inSpaces == null || inSpaces.contains(room.id().value()))
                && hasTags(room)
                && (filters.isEncrypted() == null
                        || is(filters.isEncrypted(), facts.isEncrypted(room)))
                && (name == null || facts.name(room).contains(name));
    }

    private boolean hasMembership(ListedRoom room) {
        return is(invited, room.member().membership() == Membership.INVITE);
    }

    private boolean hasType(Optional<String> type) {
        if (types == null && notTypes.isEmpty()) {
            return true;
        }
        Json is = type.map(Json::of).orElse(JsonNull.INSTANCE);
        return (types == null || types.contains(is)) && !notTypes.contains(is);
    }

    private boolean hasTags(ListedRoom room) {
        List<String> wanted = filters.tags();
        List<String> unwanted = filters.notTags();
        if (wanted == null && unwanted == null) {
            return true;
        }
        Set<String> tags = facts.tags(room.id());
        return (wanted == null || wanted.stream().anyMatch(tags::contains))
                && (unwanted == null || unwanted.stream().noneMatch(tags::contains));
    }

    private static boolean is(@Nullable Boolean wanted, boolean is) {
        return wanted == null || wanted == is;
    }
}
