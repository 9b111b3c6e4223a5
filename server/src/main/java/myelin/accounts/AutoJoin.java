package myelin.accounts;

import java.util.Optional;
import myelin.config.people.RegistrationConfig;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.creation.Creation;
import myelin.directory.Directory;
import myelin.http.MatrixError;
import myelin.memberships.Memberships;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes new users into the rooms of `auto_join_rooms`. Called by request threads.
final class AutoJoin implements Arrival {

    private static final Logger log = LoggerFactory.getLogger(AutoJoin.class);

    private final RegistrationConfig.AutoJoin config;
    private final Users users;
    private final Directory directory;
    private final Memberships memberships;
    private final Creation creation;

    AutoJoin(
            RegistrationConfig.AutoJoin config,
            Users users,
            Directory directory,
            Memberships memberships,
            Creation creation) {
        this.config = config;
        this.users = users;
        this.directory = directory;
        this.memberships = memberships;
        this.creation = creation;
    }

    /// A room that can't be entered must not cost the newcomer the account, which exists already.
    @Override
    public void welcome(UserId user, boolean guest) {
        if (config.rooms().isEmpty() || (guest && !config.forGuests())) {
            return;
        }
        boolean creates = config.autocreate() && !guest && users.isFirst(user);
        for (RoomAlias alias : config.rooms()) {
            try {
                enter(alias, user, guest, creates);
            } catch (MatrixError refused) {
                log.warn("auto-join failed room={} user={}", alias, user, refused);
            }
        }
    }

    private void enter(RoomAlias alias, UserId user, boolean guest, boolean creates) {
        Optional<RoomId> known = directory.resolve(alias);
        if (known.isEmpty() && !(creates && alias.server().equals(user.server()))) {
            log.warn("auto-join found no room alias={}", alias);
            return;
        }
        UserId host = host(user);
        RoomId room =
                known.orElseGet(() ->
                        creation.createNamed(host, alias, config.preset(), config.federated()));
        if (!host.equals(user) && !memberships.isOpen(room)) {
            memberships.inviteUnasked(host, room, user);
        }
        memberships.enter(user, room, guest);
    }

    /// Who makes rooms and invites.
    private UserId host(UserId user) {
        @Nullable String localpart = config.creatorLocalpart();
        return localpart == null ? user : UserId.of(localpart, user.server());
    }
}
