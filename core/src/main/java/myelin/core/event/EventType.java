package myelin.core.event;

/// The types of events which the server itself reads or writes. Any other text is a type, too.
public final class EventType {
    public static final String M_ROOM_CREATE = "m.room.create";
    public static final String M_ROOM_MEMBER = "m.room.member";
    public static final String M_ROOM_POWER_LEVELS = "m.room.power_levels";
    public static final String M_ROOM_JOIN_RULES = "m.room.join_rules";
    public static final String M_ROOM_THIRD_PARTY_INVITE = "m.room.third_party_invite";
    public static final String M_ROOM_HISTORY_VISIBILITY = "m.room.history_visibility";
    public static final String M_ROOM_GUEST_ACCESS = "m.room.guest_access";
    public static final String M_ROOM_ALIASES = "m.room.aliases";
    public static final String M_ROOM_CANONICAL_ALIAS = "m.room.canonical_alias";
    public static final String M_ROOM_NAME = "m.room.name";
    public static final String M_ROOM_TOPIC = "m.room.topic";
    public static final String M_ROOM_AVATAR = "m.room.avatar";
    public static final String M_ROOM_MESSAGE = "m.room.message";
    public static final String M_ROOM_REDACTION = "m.room.redaction";
    public static final String M_ROOM_ENCRYPTED = "m.room.encrypted";
    public static final String M_ROOM_ENCRYPTION = "m.room.encryption";
    public static final String M_ROOM_PINNED_EVENTS = "m.room.pinned_events";
    public static final String M_ROOM_SERVER_ACL = "m.room.server_acl";
    public static final String M_ROOM_TOMBSTONE = "m.room.tombstone";
    public static final String M_ROOM_POLICY = "m.room.policy";
    public static final String M_ROOM_RETENTION = "m.room.retention";
    public static final String M_REACTION = "m.reaction";
    public static final String M_STICKER = "m.sticker";
    public static final String M_SPACE_CHILD = "m.space.child";
    public static final String M_SPACE_PARENT = "m.space.parent";

    private EventType() {}
}
