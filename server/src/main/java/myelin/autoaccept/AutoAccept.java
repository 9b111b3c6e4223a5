package myelin.autoaccept;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import myelin.accountdata.AccountData;
import myelin.cluster.Follower;
import myelin.config.rooms.AutoAcceptConfig;
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
import myelin.http.MatrixError;
import myelin.http.Route;
import myelin.members.Members;
import myelin.memberships.Memberships;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.users.Mark;
import myelin.users.Users;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes users of this server into the rooms to which they are invited, where the configuration wants that. Direct chats
/// are noted as such in their account data.
///
/// Invitations that a user does not want to see are left alone, as are those of users who could not accept them
/// themselves. Done twice, it changes nothing.
public final class AutoAccept implements Capability {

    private static final Logger log = LoggerFactory.getLogger(AutoAccept.class);
    private static final String DIRECT = "m.direct";

    private final Database database;
    private final Rooms rooms;
    private final Users users;
    private final AccountData accountData;
    private final Memberships memberships;
    private final AutoAcceptConfig config;

    public AutoAccept(
            Database database,
            Rooms rooms,
            Users users,
            AccountData accountData,
            Memberships memberships,
            AutoAcceptConfig config) {
        this.database = database;
        this.rooms = rooms;
        this.users = users;
        this.accountData = accountData;
        this.memberships = memberships;
        this.config = config;
    }

    @Override
    public List<Route> routes() {
        return List.of();
    }

    @Override
    public List<Follower> followers() {
        return config.enabled()
                ? List.of(
                        Follower.atLeastOnce("auto-accept", myelin.stream.Stream.EVENTS, this::look)
                                .fromNow())
                : List.of();
    }

    private void look(long after, long upTo) {
        for (StoredEvent event : rooms.between(after, upTo)) {
            Pdu pdu = event.pdu();
            if (Members.isMember(pdu)) {
                pdu.stateKey()
                        .flatMap(UserId::tryParse)
                        .filter(user -> accepts(user, pdu))
                        .ifPresent(user -> accept(user, pdu));
            }
        }
    }

    private boolean accepts(UserId user, Pdu invite) {
        return users.isLocal(user)
                && isInvite(invite)
                && (!config.onlyDirect() || isDirect(invite))
                && (!config.onlyLocal() || users.isLocal(invite.sender()))
                && stands(user, invite)
                && users.find(user).isPresent()
                && Stream.of(Mark.DEACTIVATED, Mark.SUSPENDED, Mark.LOCKED)
                        .noneMatch(mark -> users.is(user, mark))
                && !accountData.invites().hides(user, invite.sender());
    }

    private static boolean isInvite(Pdu member) {
        return new MemberContent(member.content())
                .membership()
                .filter(Membership.INVITE::equals)
                .isPresent();
    }

    private static boolean isDirect(Pdu invite) {
        return invite.content().bool("is_direct").orElse(false);
    }

    /// Whether it was neither answered nor taken back since.
    private boolean stands(UserId user, Pdu invite) {
        return rooms.members()
                .member(user, invite.roomId())
                .filter(member -> member.event().equals(invite.eventId()))
                .isPresent();
    }

    private void accept(UserId user, Pdu invite) {
        RoomId room = invite.roomId();
        if (isDirect(invite)) {
            noteDirect(user, invite.sender(), room);
        }
        try {
            memberships.enter(user, room, users.is(user, Mark.GUEST));
        } catch (MatrixError refused) {
            log.info(
                    "invite not accepted room={} user={} errcode={}",
                    room,
                    user,
                    refused.errcode());
        }
    }

    private void noteDirect(UserId user, UserId person, RoomId room) {
        database.write(tx -> {
            JsonObject known =
                    accountData.find(tx, user, Optional.empty(), DIRECT).orElse(JsonObject.EMPTY);
            List<Json> chats = new ArrayList<>();
            known.array(person.value()).orElse(JsonArray.EMPTY).forEach(chats::add);
            if (!chats.contains(Json.of(room))) {
                chats.add(Json.of(room));
                JsonObject now = known.with(person.value(), JsonArray.from(chats));
                accountData.put(tx, user, Optional.empty(), DIRECT, now);
            }
        });
    }
}
