package myelin.creation;

import static myelin.http.Caller.USER;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.config.rooms.RoomConfig;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.InvalidId;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.Records;
import myelin.core.room.Membership;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.directory.Directory;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Once;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.http.Use;
import myelin.limits.RateLimit;
import myelin.memberships.Memberships;
import myelin.memberships.ThirdPartyInvite;
import myelin.rooms.Rooms;
import myelin.rooms.Submission;
import myelin.sending.NewRoom;
import myelin.sending.Sending;

/// Creates rooms and replaces them by others: all their first events, the alias and the place in the directory in one
/// transaction, so that there is no half-made room.
public final class Creation implements Capability {

    private static final String PUBLIC = "public";

    private final Rooms rooms;
    private final Sending sending;
    private final Directory directory;
    private final Memberships memberships;
    private final ServerName server;
    private final RoomConfig config;
    private final boolean inviteReasons;

    /// @param inviteReasons whether clients may say why those are invited who are at once (MSC4491)
    public Creation(
            Rooms rooms,
            Sending sending,
            Directory directory,
            Memberships memberships,
            ServerName server,
            RoomConfig config,
            boolean inviteReasons) {
        this.rooms = rooms;
        this.sending = sending;
        this.directory = directory;
        this.memberships = memberships;
        this.server = server;
        this.config = config;
        this.inviteReasons = inviteReasons;
    }

    @Override
    public List<Route> routes() {
        Route createRoom =
                Route.post("/_matrix/client/v3/createRoom")
                        .operation("createRoom")
                        .caller(USER)
                        .use(Use.SEND)
                        .limit(RateLimit.ROOM_CREATION)
                        .maxBody(Route.LARGE_BODY_BYTES)
                        .r0()
                        .to(this::createRoom);
        List<Route> routes = new ArrayList<>(new Once().withTwins(List.of(createRoom)));
        routes.add(new Upgrade(rooms, sending.drafts(), directory, memberships).route());
        return routes;
    }

    private JsonObject createRoom(Request request) {
        request.requester().requireNotSuspended();
        return JsonObject.of(
                "room_id", create(request.requester(), request.bodyOrEmpty(CreateRoom.class)));
    }

    /// Makes a room with an alias of this server, unasked and uncounted.
    ///
    /// @param preset as of the specification
    /// @param federated whether other servers may enter
    /// @throws MatrixError when the creator may not make such a room
    public RoomId createNamed(UserId creator, RoomAlias alias, String preset, boolean federated) {
        JsonObject wanted =
                JsonObject.of(
                        "preset",
                        preset,
                        "room_alias_name",
                        alias.localpart(),
                        "creation_content",
                        JsonObject.of("m.federate", federated));
        return create(Requester.unasked(creator, false), Records.read(wanted, CreateRoom.class));
    }

    /// Makes a room in which the server speaks, unasked and uncounted. It is never encrypted.
    ///
    /// @param wanted as the body of `createRoom`
    /// @param profile what the creator's member event says of it
    public RoomId createForServer(UserId creator, JsonObject wanted, JsonObject profile) {
        return create(
                Requester.unasked(creator, false),
                Records.read(wanted, CreateRoom.class),
                memberships.member(Membership.JOIN, creator, false).merge(profile),
                config.unencrypted());
    }

    private RoomId create(Requester requester, CreateRoom wanted) {
        JsonObject member = memberships.member(Membership.JOIN, requester.user(), true);
        return create(requester, wanted, member, config);
    }

    private RoomId create(
            Requester requester, CreateRoom wanted, JsonObject member, RoomConfig usual) {
        if (wanted.invite3pid() != null) {
            wanted.invite3pid().forEach(ThirdPartyInvite::refuse);
        }
        RoomVersion version = version(wanted);
        requireCreatorKeepsPower(requester.user(), version, wanted);
        requireCreators(version, wanted);
        Preset preset = preset(wanted);
        Optional<RoomAlias> alias = alias(wanted);
        List<UserId> invited = new ArrayList<>(new LinkedHashSet<>(wanted.invited()));
        invited.remove(requester.user());
        invited.forEach(user -> memberships.requireMayInvite(requester, user));

        FirstEvents first = new FirstEvents(requester.user(), version, wanted, preset);
        NewRoom made = new NewRoom(version.rules(), creators(version, first.create()), alias);
        List<Draft> initialState = sending.first(requester, made, first.initialState());
        List<Draft> drafts = first.others(initialState, member, alias, usual);
        for (UserId user : invited) {
            drafts.add(invite(requester.user(), user, wanted.ofInvites(inviteReasons)));
        }
        drafts.forEach(draft -> sending.drafts().check(draft, made.rules(), made.creators()));
        drafts.addFirst(first.create());
        Submission submission =
                Submission.newRoom(version, drafts)
                        .and((tx, events) -> {
                            RoomId room = events.getFirst().pdu().roomId();
                            alias.ifPresent(
                                    name -> directory.create(tx, name, room, requester.user()));
                            if (PUBLIC.equals(wanted.visibility())
                                    && directory.mayPublish(
                                            room, alias.stream().toList(), requester.user())) {
                                directory.publish(tx, room, true);
                            }
                        });
        RoomId room = rooms.sender().send(submission).getFirst().pdu().roomId();
        directory.describe(room);
        return room;
    }

    /// Else the room would be without anybody who could do anything in it, and so could not be made.
    private static void requireCreatorKeepsPower(
            UserId creator, RoomVersion version, CreateRoom wanted) {
        boolean named =
                wanted.powerLevelContentOverride() == null
                        || wanted.powerLevelContentOverride()
                                .object("users")
                                .map(users -> users.has(creator.value()))
                                .orElse(true);
        if (!named && !version.rules().has(Rule.PRIVILEGED_CREATORS)) {
            throw MatrixError.invalidParam(
                    "'power_level_content_override.users' must name " + creator);
        }
    }

    private static void requireCreators(RoomVersion version, CreateRoom wanted) {
        JsonObject content =
                wanted.creationContent() == null ? JsonObject.EMPTY : wanted.creationContent();
        if (!version.rules().has(Rule.PRIVILEGED_CREATORS) || !content.has("additional_creators")) {
            return;
        }
        JsonArray creators =
                content.array("additional_creators")
                        .filter(array -> array.strings().size() == array.size())
                        .orElseThrow(() ->
                                MatrixError.invalidParam("'additional_creators' must list users"));
        for (String creator : creators.strings()) {
            if (UserId.tryParse(creator).isEmpty()) {
                throw MatrixError.invalidParam("'additional_creators' must list users");
            }
        }
    }

    /// Who has all power in a room that begins with this create event.
    static Set<String> creators(RoomVersion version, Draft create) {
        Set<String> creators = new HashSet<>();
        if (version.rules().has(Rule.PRIVILEGED_CREATORS)) {
            creators.add(create.sender().value());
            creators.addAll(
                    create.content()
                            .array("additional_creators")
                            .orElse(JsonArray.EMPTY)
                            .strings());
        }
        return creators;
    }

    private Draft invite(UserId creator, UserId user, JsonObject more) {
        return Draft.state(
                creator,
                EventType.M_ROOM_MEMBER,
                user.value(),
                memberships.invitation(user).merge(more));
    }

    private RoomVersion version(CreateRoom wanted) {
        if (wanted.roomVersion() == null) {
            return config.defaultRoomVersion();
        }
        return version(wanted.roomVersion());
    }

    /// @throws MatrixError M_UNSUPPORTED_ROOM_VERSION
    static RoomVersion version(String id) {
        return RoomVersion.of(id)
                .orElseThrow(() ->
                        MatrixError.unsupportedRoomVersion(
                                "This server does not know room version " + id));
    }

    private static Preset preset(CreateRoom wanted) {
        String visibility = wanted.visibility() == null ? "private" : wanted.visibility();
        if (!visibility.equals(PUBLIC) && !visibility.equals("private")) {
            throw MatrixError.invalidParam("'visibility' is public or private");
        }
        if (wanted.preset() == null) {
            return visibility.equals(PUBLIC) ? Preset.PUBLIC_CHAT : Preset.PRIVATE_CHAT;
        }
        return Preset.of(wanted.preset())
                .orElseThrow(() -> MatrixError.badJson("'" + wanted.preset() + "' is no preset"));
    }

    private Optional<RoomAlias> alias(CreateRoom wanted) {
        String localpart = wanted.roomAliasName();
        if (localpart == null) {
            return Optional.empty();
        }
        try {
            boolean foreign =
                    localpart.contains(":")
                            || localpart.contains("#")
                            || localpart.chars().anyMatch(Character::isWhitespace);
            if (localpart.isEmpty() || foreign) {
                throw MatrixError.invalidParam("'room_alias_name' is a localpart");
            }
            RoomAlias alias = RoomAlias.parse("#" + localpart + ":" + server);
            if (directory.resolve(alias).isPresent()) {
                throw MatrixError.roomInUse("The alias " + alias + " is taken");
            }
            return Optional.of(alias);
        } catch (InvalidId invalid) {
            throw MatrixError.invalidParam("'room_alias_name' is no localpart of an alias");
        }
    }
}
