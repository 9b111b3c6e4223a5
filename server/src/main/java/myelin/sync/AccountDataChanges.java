package myelin.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.accountdata.AccountDatum;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.stream.Heads;
import myelin.stream.Stream;

/// A user's account data that one answer has to tell, read in one go.
///
/// @param global of no room, and the push rules
/// @param rooms by room
public record AccountDataChanges(List<JsonObject> global, Map<RoomId, List<JsonObject>> rooms) {

    /// What has changed after `since` and up to `now`; everything when the client knows nothing.
    public static AccountDataChanges read(
            Sources sources, UserId user, Optional<Heads> since, Heads now) {
        long upTo = now.of(Stream.ACCOUNT_DATA);
        Optional<Long> after = since.map(heads -> heads.of(Stream.ACCOUNT_DATA));
        List<AccountDatum> data = List.of();
        if (after.isEmpty()) {
            data = sources.database().read(tx -> sources.accountData().all(tx, user));
        } else if (sources.accountData().mayHaveChanged(user, after.get(), upTo)) {
            data =
                    sources.database()
                            .read(tx -> sources.accountData().changes(tx, user, after.get(), upTo));
        }
        return of(data, since.isEmpty()).withPushRules(sources, user, since, now);
    }

    /// Everything, and of what was deleted that it was.
    static AccountDataChanges whole(Sources sources, UserId user, Heads now) {
        long upTo = now.of(Stream.ACCOUNT_DATA);
        List<AccountDatum> data =
                sources.database().read(tx -> sources.accountData().changes(tx, user, 0, upTo));
        return of(data, false).withPushRules(sources, user, Optional.empty(), now);
    }

    /// What a client that knows nothing has to learn of no room.
    public static AccountDataChanges ofNoRoom(Sources sources, UserId user, Heads now) {
        List<AccountDatum> data =
                sources.database().read(tx -> sources.accountData().ofNoRoom(tx, user));
        return of(data, true).withPushRules(sources, user, Optional.empty(), now);
    }

    private AccountDataChanges withPushRules(
            Sources sources, UserId user, Optional<Heads> since, Heads now) {
        long upTo = now.of(Stream.PUSH_RULES);
        long after = since.map(heads -> heads.of(Stream.PUSH_RULES)).orElse(-1L);
        Optional<JsonObject> rules =
                after < upTo || since.isEmpty()
                        ? sources.push().changedRules(user, after, upTo)
                        : Optional.empty();
        if (rules.isEmpty()) {
            return this;
        }
        List<JsonObject> all = new ArrayList<>(global);
        all.add(JsonObject.of("type", "m.push_rules", "content", rules.get()));
        return new AccountDataChanges(all, rooms);
    }

    /// @param withoutDeleted what was deleted is not told, because the client never knew it
    public static AccountDataChanges of(List<AccountDatum> data, boolean withoutDeleted) {
        List<JsonObject> global = new ArrayList<>();
        Map<RoomId, List<JsonObject>> rooms = new HashMap<>();
        for (AccountDatum datum : data) {
            if (!withoutDeleted || !datum.content().isEmpty()) {
                datum.room()
                        .map(room -> rooms.computeIfAbsent(room, none -> new ArrayList<>()))
                        .orElse(global)
                        .add(datum.event());
            }
        }
        return new AccountDataChanges(global, rooms);
    }

    /// Rooms of which there is something.
    public Set<RoomId> touchedRooms() {
        return rooms.keySet();
    }

    /// What there is of a room.
    public List<JsonObject> of(RoomId room) {
        return rooms.getOrDefault(room, List.of());
    }
}
