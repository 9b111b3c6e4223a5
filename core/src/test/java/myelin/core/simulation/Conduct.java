package myelin.core.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import myelin.core.Gen;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.crypto.JsonSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;

/// What people in a room do: talk, come and go, invite and ban each other, and fight for power.
final class Conduct {
    /// The last one is bad.
    static final List<ServerName> SERVERS =
            Stream.of("one.example", "two.example", "three.example", "mallory.example")
                    .map(ServerName::parse)
                    .toList();

    /// The room's id where it doesn't follow from the create event.
    static final RoomId ROOM = RoomId.parse("!room:one.example");

    private static final UserId ALICE = UserId.parse("@alice:one.example");
    private static final List<UserId> USERS =
            Stream.of(
                            "@alice:one.example",
                            "@anne:one.example",
                            "@bob:two.example",
                            "@bella:two.example",
                            "@carol:three.example",
                            "@mallory:mallory.example",
                            "@mike:mallory.example")
                    .map(UserId::parse)
                    .toList();

    private static final List<Integer> LEVELS = List.of(0, 25, 49, 50, 51, 75, 100);
    private static final List<String> PROPERTIES =
            List.of(
                    "users_default",
                    "events_default",
                    "state_default",
                    "ban",
                    "kick",
                    "redact",
                    "invite");
    private static final List<String> TYPES =
            List.of(
                    "m.room.topic",
                    "m.room.message",
                    EventType.M_ROOM_POWER_LEVELS,
                    EventType.M_ROOM_REDACTION,
                    EventType.M_ROOM_ALIASES);

    /// The key of an identity server, which vouches that an address is a user's.
    private static final SigningKey IDENTITY = SigningKey.generate("0", new Random(7));

    /// Its public half, which is dear to compute.
    private static final String IDENTITY_KEY = IDENTITY.verifyKey().base64();

    /// What it has signed: by user and token. Signing is dear, and says the same each time.
    private static final Map<String, JsonObject> SIGNED = new ConcurrentHashMap<>();

    private final Gen gen;
    private final RoomVersion version;
    private final boolean federates;
    private final List<UserId> creators;

    Conduct(Gen gen, RoomVersion version) {
        this.gen = gen;
        this.version = version;
        this.federates = !gen.oneIn(20);
        this.creators = gen.oneIn(4) ? List.of(gen.pick(USERS)) : List.of();
    }

    RoomVersion version() {
        return version;
    }

    UserId userOf(ServerName server) {
        return gen.pick(USERS.stream().filter(user -> user.server().equals(server)).toList());
    }

    UserId anybody() {
        return gen.pick(USERS);
    }

    /// The first events, made by `server`: alice makes the room, and most of the others come in.
    List<Pdu> beginning(SimulatedServer server) {
        List<Pdu> events = new ArrayList<>();
        JsonObject.Builder content = JsonObject.builder().put("room_version", version.id());
        if (!version.rules().has(Rule.CREATOR_IS_SENDER)) {
            content.put("creator", ALICE);
        }
        if (!federates) {
            content.put("m.federate", false);
        }
        if (!creators.isEmpty()) {
            content.put("additional_creators", JsonArray.from(creators));
        }
        begin(server, events, Draft.state(ALICE, EventType.M_ROOM_CREATE, "", content.build()));
        begin(server, events, member(ALICE, ALICE, "join"));
        if (!gen.oneIn(5)) {
            begin(server, events, levels(ALICE));
        }
        begin(server, events, joinRules(ALICE, "public"));
        for (UserId user : USERS.subList(1, USERS.size())) {
            if (!gen.oneIn(3)) {
                begin(server, events, member(user, user, "join"));
            }
        }
        if (gen.oneIn(2)) {
            begin(server, events, joinRules(ALICE, gen.pick(joinRules())));
        }
        return events;
    }

    /// In the beginning one server makes the events of all, and its clock goes on.
    private void begin(SimulatedServer server, List<Pdu> events, Draft draft) {
        Pdu built = server.build(draft, server.newest(), events.size());
        Pdu event = server.world().countersigned(built, draft.sender().server());
        server.receive(event);
        events.add(event);
    }

    /// Something that one of the server's users wants, if the rules permit it as far as the server knows.
    Optional<Pdu> event(SimulatedServer server) {
        UserId sender = userOf(server.name());
        Pdu event = server.build(draft(sender, server), server.newest(), time());
        if (isRestrictedJoin(event)) {
            event = vouchedFor(server, event);
        }
        Verdict verdict =
                Authorization.check(version.rules(), event, server.authState(server.current()));
        return Optional.of(event).filter(_ -> verdict.equals(Verdict.ALLOWED));
    }

    private static boolean isRestrictedJoin(Pdu event) {
        return event.content().has("join_authorised_via_users_server");
    }

    private static Pdu vouchedFor(SimulatedServer server, Pdu join) {
        return new MemberContent(join.content())
                .joinAuthorisedViaUsersServer()
                .map(user -> server.world().countersigned(join, user.server()))
                .orElse(join);
    }

    /// Clocks are wrong, and many things happen at the same moment.
    long time() {
        return 10L + gen.below(30);
    }

    /// What `sender` wants, be it permitted or not.
    Draft draft(UserId sender, SimulatedServer server) {
        return switch (gen.below(17)) {
            case 0, 1 -> levels(sender);
            case 15 -> keyed(levels(sender));
            case 2 -> joinRules(sender, gen.pick(joinRules()));
            case 3, 4, 5 -> membershipOf(sender, sender);
            case 6, 7, 8, 9 -> membershipOf(sender, anybody());
            case 10 -> Draft.state(sender, "m.room.topic", "", JsonObject.of("t", gen.below(9)));
            case 11 -> aliases(sender);
            case 12 -> redaction(sender, server);
            case 13 -> invitation(sender);
            case 14 -> ownedState(sender);
            default -> Draft.message(sender, "m.room.message", JsonObject.of("body", "hi"));
        };
    }

    /// With a key of its own it is like any other state.
    private Draft keyed(Draft draft) {
        return Draft.state(
                draft.sender(),
                gen.oneIn(3) ? EventType.M_ROOM_JOIN_RULES : draft.type(),
                gen.oneIn(3) ? draft.sender().value() : "x",
                draft.content());
    }

    private static List<String> joinRules() {
        return List.of(
                "public", "invite", "knock", "restricted", "knock_restricted", "private", "magic");
    }

    private static Draft joinRules(UserId sender, String rule) {
        return Draft.state(
                sender, EventType.M_ROOM_JOIN_RULES, "", JsonObject.of("join_rule", rule));
    }

    private Draft membershipOf(UserId sender, UserId target) {
        String membership =
                sender.equals(target)
                        ? gen.pick(List.of("join", "join", "leave", "knock", "knock"))
                        : gen.pick(List.of("invite", "invite", "leave", "ban", "knock", "join"));
        if (membership.equals("join") && gen.oneIn(2)) {
            return Draft.state(
                    sender,
                    EventType.M_ROOM_MEMBER,
                    target.value(),
                    JsonObject.of(
                            "membership",
                            "join",
                            "join_authorised_via_users_server",
                            gen.pick(USERS)));
        }
        if (membership.equals("invite") && gen.oneIn(5)) {
            return thirdPartyInvite(sender, target);
        }
        return member(sender, target, membership);
    }

    private static Draft member(UserId sender, UserId target, String membership) {
        return Draft.state(
                sender,
                EventType.M_ROOM_MEMBER,
                target.value(),
                JsonObject.of("membership", membership));
    }

    /// An invite to an address, under a token of two.
    private Draft invitation(UserId sender) {
        JsonObject content =
                gen.oneIn(2)
                        ? JsonObject.of("public_key", IDENTITY_KEY)
                        : JsonObject.of(
                                "public_keys",
                                JsonArray.of(JsonObject.of("public_key", IDENTITY_KEY)));
        return Draft.state(sender, EventType.M_ROOM_THIRD_PARTY_INVITE, token(), content);
    }

    /// The invite that follows when a user has shown that the address is his.
    private Draft thirdPartyInvite(UserId sender, UserId target) {
        JsonObject unsigned = JsonObject.of("mxid", target, "token", token());
        JsonObject signed =
                SIGNED.computeIfAbsent(
                        unsigned.toString(),
                        _ -> JsonSignatures.sign(unsigned, "identity.example", IDENTITY));
        return Draft.state(
                sender,
                EventType.M_ROOM_MEMBER,
                target.value(),
                JsonObject.of(
                        "membership",
                        "invite",
                        "third_party_invite",
                        JsonObject.of("display_name", "x", "signed", signed)));
    }

    private String token() {
        return gen.pick(List.of("token1", "token2"));
    }

    private Draft aliases(UserId sender) {
        String server = gen.pick(SERVERS).value();
        return Draft.state(
                sender,
                EventType.M_ROOM_ALIASES,
                gen.oneIn(2) ? sender.server().value() : server,
                JsonObject.of("aliases", JsonArray.of("#a:" + server)));
    }

    private Draft redaction(UserId sender, SimulatedServer server) {
        EventId redacts = gen.pick(server.ids());
        return Draft.redaction(sender, redacts, JsonObject.EMPTY);
    }

    /// State that belongs to one user by its key.
    private Draft ownedState(UserId sender) {
        UserId owner = gen.oneIn(2) ? sender : anybody();
        return Draft.state(sender, "m.status", owner.value(), JsonObject.of("s", gen.below(9)));
    }

    private Draft levels(UserId sender) {
        Map<String, Object> users = new HashMap<>();
        for (UserId user : USERS) {
            if (!gen.oneIn(3) && !isCreator(user)) {
                users.put(user.value(), level());
            }
        }
        if (!isCreator(ALICE) && !gen.oneIn(4)) {
            users.put(ALICE.value(), 100);
        }
        JsonObject.Builder content = JsonObject.builder().put("users", JsonObject.from(users));
        for (String property : PROPERTIES) {
            if (gen.oneIn(4)) {
                content.put(property, level());
            }
        }
        if (gen.oneIn(2)) {
            content.put("events", JsonObject.of(gen.pick(TYPES), level(), "m.status", level()));
        }
        if (gen.oneIn(3)) {
            content.put("notifications", JsonObject.of("room", level()));
        }
        return Draft.state(sender, EventType.M_ROOM_POWER_LEVELS, "", content.build());
    }

    /// The creators of rooms since version 12 must not be named.
    private boolean isCreator(UserId user) {
        return version.rules().has(Rule.PRIVILEGED_CREATORS)
                && (user.equals(ALICE) || creators.contains(user));
    }

    /// A level, in older rooms sometimes written as text or with a fraction.
    private Object level() {
        int level = gen.pick(LEVELS);
        if (!version.rules().has(Rule.INTEGER_POWER_LEVELS) && gen.oneIn(8)) {
            return new JsonString(gen.pick(List.of("", " ", "+", "00")) + level);
        }
        if (!version.rules().has(Rule.STRICT_CANONICAL_JSON) && gen.oneIn(20)) {
            return new JsonDecimal(level + ".75");
        }
        return level;
    }
}
