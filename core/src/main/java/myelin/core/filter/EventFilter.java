package myelin.core.filter;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.BadJson;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import org.jspecify.annotations.Nullable;

/// Which events a client wants, by type, sender, room, relation and whether they hold a URL: the
/// `EventFilter` and `RoomEventFilter` of the spec.
///
/// Immutable. What is excluded wins over what is included. Two conditions are not decided here, since
/// they depend on other events: [#relatedBySenders()] and [#relatedByRelTypes()].
///
/// [Spec](https://spec.matrix.org/v1.19/client-server-api/#filtering)
public final class EventFilter {
    /// Lets everything through.
    public static final EventFilter ALL = parse(JsonObject.EMPTY);

    private static final String MSC3874 = "org.matrix.msc3874.";

    private final JsonObject json;
    private final @Nullable List<String> types;
    private final List<String> notTypes;
    private final @Nullable List<Glob> typeGlobs;
    private final List<Glob> notTypeGlobs;
    private final @Nullable Set<UserId> senders;
    private final Set<UserId> notSenders;
    private final @Nullable Set<RoomId> rooms;
    private final Set<RoomId> notRooms;
    private final @Nullable List<String> relTypes;
    private final List<String> notRelTypes;
    private final List<String> relatedBySenders;
    private final List<String> relatedByRelTypes;
    private final @Nullable Boolean containsUrl;
    private final OptionalLong limit;
    private final boolean lazyLoadMembers;
    private final boolean includeRedundantMembers;
    private final boolean unreadThreadNotifications;

    private EventFilter(FilterReader reader) {
        json = reader.object();
        types = reader.strings("types");
        notTypes = orNone(reader.strings("not_types"));
        typeGlobs = types == null ? null : globs(types);
        notTypeGlobs = globs(notTypes);
        senders = reader.ids("senders", UserId::tryParse, "a user id");
        notSenders = orNone(reader.ids("not_senders", UserId::tryParse, "a user id"));
        rooms = reader.ids("rooms", RoomId::tryParse, "a room id");
        notRooms = orNone(reader.ids("not_rooms", RoomId::tryParse, "a room id"));
        relTypes = reader.strings(MSC3874 + "rel_types");
        notRelTypes = orNone(reader.strings(MSC3874 + "not_rel_types"));
        relatedBySenders = orNone(reader.strings("related_by_senders"));
        relatedByRelTypes = orNone(reader.strings("related_by_rel_types"));
        containsUrl = reader.flag("contains_url");
        limit = reader.limit("limit");
        lazyLoadMembers = isSet(reader.flag("lazy_load_members"));
        includeRedundantMembers = isSet(reader.flag("include_redundant_members"));
        unreadThreadNotifications = isSet(reader.flag("unread_thread_notifications"));
    }

    /// Reads a filter which stands alone, as in the query of `/messages`.
    ///
    /// @throws BadJson when a part has the wrong type or an identifier is none
    public static EventFilter parse(JsonObject json) {
        return read(new FilterReader("", json));
    }

    static EventFilter read(FilterReader reader) {
        return new EventFilter(reader);
    }

    /// Whether the client wants the event.
    public boolean test(Pdu event) {
        return test(event.type(), event.sender(), event.content(), event.roomId());
    }

    /// Whether the client wants an event of which this is known. What has no sender is wanted by no
    /// filter that names senders; what belongs to no room passes every filter of rooms.
    public boolean test(
            String type, @Nullable UserId sender, JsonObject content, @Nullable RoomId room) {
        return wantsType(type)
                && wantsSender(sender)
                && (room == null || wantsRoom(room))
                && wantsRelation(content)
                && wantsUrl(content);
    }

    /// Whether events of the room can be wanted.
    public boolean wantsRoom(RoomId room) {
        return !notRooms.contains(room) && (rooms == null || rooms.contains(room));
    }

    /// Whether events of the type can be wanted.
    public boolean wantsType(String type) {
        return !anyMatches(notTypeGlobs, type)
                && (typeGlobs == null || anyMatches(typeGlobs, type));
    }

    /// Whether nothing at all can pass, so that nothing need be read.
    public boolean isNothing() {
        return (types != null && types.isEmpty())
                || notTypes.contains("*")
                || (senders != null && senders.isEmpty())
                || (rooms != null && rooms.isEmpty());
    }

    /// The types that are let through, with `*` as wildcard; absent when all are.
    public Optional<List<String>> types() {
        return Optional.ofNullable(types);
    }

    /// The types that are kept out, with `*` as wildcard.
    public List<String> notTypes() {
        return notTypes;
    }

    /// The senders that are let through; absent when all are.
    public Optional<Set<UserId>> senders() {
        return Optional.ofNullable(senders);
    }

    /// The senders that are kept out.
    public Set<UserId> notSenders() {
        return notSenders;
    }

    /// The rooms that are let through; absent when all are.
    public Optional<Set<RoomId>> rooms() {
        return Optional.ofNullable(rooms);
    }

    /// The rooms that are kept out.
    public Set<RoomId> notRooms() {
        return notRooms;
    }

    /// Only events to which one of these users relates one; empty when it does not matter. For the
    /// reader of the database to decide.
    public List<String> relatedBySenders() {
        return relatedBySenders;
    }

    /// Only events to which another relates in one of these ways; empty when it does not matter. For
    /// the reader of the database to decide.
    public List<String> relatedByRelTypes() {
        return relatedByRelTypes;
    }

    /// How many events are wanted: what the client says, else `usual`; never more than `most`.
    public int limit(int usual, int most) {
        return (int) Math.min(limit.orElse(usual), most);
    }

    /// Whether members come only with the events they sent.
    public boolean lazyLoadMembers() {
        return lazyLoadMembers;
    }

    /// Whether lazily loaded members come again though the client has them.
    public boolean includeRedundantMembers() {
        return includeRedundantMembers;
    }

    /// Whether notifications are counted for each thread apart.
    public boolean unreadThreadNotifications() {
        return unreadThreadNotifications;
    }

    /// The filter as the client gave it.
    public JsonObject json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventFilter filter && filter.json.equals(json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json.toString();
    }

    private boolean wantsSender(@Nullable UserId sender) {
        if (sender == null) {
            return senders == null;
        }
        return !notSenders.contains(sender) && (senders == null || senders.contains(sender));
    }

    private boolean wantsRelation(JsonObject content) {
        if (relTypes == null && notRelTypes.isEmpty()) {
            return true;
        }
        String relType =
                content.object("m.relates_to").flatMap(to -> to.string("rel_type")).orElse(null);
        return relType == null
                ? relTypes == null
                : !notRelTypes.contains(relType)
                        && (relTypes == null || relTypes.contains(relType));
    }

    private boolean wantsUrl(JsonObject content) {
        return containsUrl == null
                || containsUrl == (content.value("url").orElse(null) instanceof JsonString);
    }

    private static boolean anyMatches(List<Glob> globs, String type) {
        for (Glob glob : globs) {
            if (glob.matches(type)) {
                return true;
            }
        }
        return false;
    }

    private static List<Glob> globs(List<String> types) {
        return types.stream().map(Glob::stars).toList();
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static <T> Set<T> orNone(@Nullable Set<T> set) {
        return set == null ? Set.of() : set;
    }

    private static boolean isSet(@Nullable Boolean flag) {
        return flag != null && flag;
    }
}
