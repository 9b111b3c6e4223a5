package myelin.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.accountdata.AccountDatum;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.stream.Heads;
import myelin.stream.Stream;

/// A user's account data that one answer has to tell, read in one go.
///
/// @param global of no room
/// @param rooms by room
record AccountDataChanges(List<JsonObject> global, Map<RoomId, List<JsonObject>> rooms) {

    static AccountDataChanges read(Sources sources, SyncRequest request, Heads now) {
        long upTo = now.of(Stream.ACCOUNT_DATA);
        Optional<Long> after = request.since().map(since -> since.of(Stream.ACCOUNT_DATA));
        if (after.filter(position -> position >= upTo).isPresent()) {
            return of(List.of(), false);
        }
        List<AccountDatum> data =
                sources.database()
                        .read(tx ->
                                after.isEmpty()
                                        ? sources.accountData().all(tx, request.user())
                                        : sources.accountData()
                                                .changes(tx, request.user(), after.get(), upTo));
        return of(data, request.isInitial());
    }

    /// @param withoutDeleted what was deleted is not told, because the client never knew it
    static AccountDataChanges of(List<AccountDatum> data, boolean withoutDeleted) {
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

    Set<RoomId> touchedRooms() {
        return rooms.keySet();
    }

    List<JsonObject> of(RoomId room) {
        return rooms.getOrDefault(room, List.of());
    }
}
