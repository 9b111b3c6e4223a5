package myelin.upgrades;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.accountdata.AccountData;
import myelin.cluster.Follower;
import myelin.core.event.CreateContent;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.events.StoredEvent;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.members.Members;
import myelin.push.Push;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.stream.Stream;

/// Gives users of this server their tags, push rules and direct chats again in a room that replaces
/// one of theirs ([spec](https://spec.matrix.org/v1.19/client-server-api/#server-behaviour-19)):
/// when the tombstone comes, and when one of them joins the new room.
///
/// Old and new room must each name the other. Done twice, it changes nothing.
public final class Upgrades implements Capability {

    private static final String DIRECT = "m.direct";

    private final Database database;
    private final Rooms rooms;
    private final AccountData accountData;
    private final Push push;

    public Upgrades(Database database, Rooms rooms, AccountData accountData, Push push) {
        this.database = database;
        this.rooms = rooms;
        this.accountData = accountData;
        this.push = push;
    }

    @Override
    public List<Route> routes() {
        return List.of();
    }

    @Override
    public List<Follower> followers() {
        return List.of(Follower.atLeastOnce("upgrades", Stream.EVENTS, this::follow));
    }

    private void follow(long after, long upTo) {
        for (StoredEvent event : rooms.between(after, upTo)) {
            Pdu pdu = event.pdu();
            if (pdu.is(EventType.M_ROOM_TOMBSTONE, "")) {
                replacement(pdu).ifPresent(to -> followAll(pdu.roomId(), to));
            } else if (Members.isMember(pdu) && isJoin(pdu)) {
                UserId user = UserId.parse(pdu.stateKey().orElseThrow());
                predecessor(pdu.roomId())
                        .filter(from -> rooms.members().isJoined(user, from))
                        .ifPresent(from -> follow(user, from, pdu.roomId()));
            }
        }
    }

    private void followAll(RoomId from, RoomId to) {
        if (predecessor(to).equals(Optional.of(from))) {
            rooms.members().joined(from).forEach(user -> follow(user, from, to));
        }
    }

    /// The room that this one replaces, if both say so.
    private Optional<RoomId> predecessor(RoomId room) {
        return rooms.find(room)
                .flatMap(known -> known.event(EventType.M_ROOM_CREATE, ""))
                .flatMap(create -> new CreateContent(create).predecessor())
                .map(CreateContent.Predecessor::room)
                .filter(old -> successor(old).equals(Optional.of(room)));
    }

    private Optional<RoomId> successor(RoomId room) {
        return rooms.find(room).flatMap(Upgrades::tombstone).flatMap(Upgrades::replacement);
    }

    private static Optional<Pdu> tombstone(RoomSnapshot room) {
        return room.event(EventType.M_ROOM_TOMBSTONE, "");
    }

    private static Optional<RoomId> replacement(Pdu tombstone) {
        return tombstone.content().string("replacement_room").flatMap(RoomId::tryParse);
    }

    private static boolean isJoin(Pdu member) {
        return new MemberContent(member.content())
                .membership()
                .filter(Membership.JOIN::equals)
                .isPresent();
    }

    private void follow(UserId user, RoomId from, RoomId to) {
        JsonObject there = accountData.tags(user, to);
        accountData
                .tags(user, from)
                .forEach((tag, content) -> {
                    if (!there.has(tag) && content instanceof JsonObject known) {
                        accountData.tag(user, to, tag, known);
                    }
                });
        addToDirect(user, from, to);
        push.copyRules(user, from, to);
    }

    private void addToDirect(UserId user, RoomId from, RoomId to) {
        database.write(tx -> {
            JsonObject before =
                    accountData.find(tx, user, Optional.empty(), DIRECT).orElse(JsonObject.EMPTY);
            JsonObject after = before;
            for (String person : before.keys()) {
                List<Json> known = new ArrayList<>();
                before.array(person).orElse(JsonArray.EMPTY).forEach(known::add);
                if (known.contains(Json.of(from)) && !known.contains(Json.of(to))) {
                    known.add(Json.of(to));
                    after = after.with(person, JsonArray.from(known));
                }
            }
            if (!after.equals(before)) {
                accountData.put(tx, user, Optional.empty(), DIRECT, after);
            }
        });
    }
}
