package myelin.core.room;

/// One way in which room versions differ. A version has a set of them ([Rules]), and each is read at one place.
///
/// The names say what is so where the rule holds; the word "since" or "until" tells which versions have it.
public enum Rule {
    /// An event carries its own `event_id`, and names others as pairs of id and hash. Until version 2.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v1/#event-format)
    EVENT_ID_IN_EVENT,

    /// The hash which is the event's id is written in URL-safe base64. Since version 4.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v4/#event-ids)
    URL_SAFE_EVENT_ID,

    /// A signature counts only if its key was valid when the event was made. Since version 5.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v5/#signing-key-validity-period)
    ENFORCE_KEY_VALIDITY,

    /// Events which are no canonical JSON (such as those with fractions) are refused. Since version 6.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v6/#canonical-json)
    STRICT_CANONICAL_JSON,

    /// An event with a field of more than 255 bytes is dropped; before, with one of more than 255 characters, and what
    /// has more bytes is rejected. Since version 11, as Synapse does.
    STRICT_BYTE_LIMITS,

    /// The redacted event is named in `content`; before, at the top level of the event. Since version 11.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v11/#moving-the-redacts-property-of-mroomredaction-events-to-a-content-property)
    REDACTS_IN_CONTENT,

    /// The creator is the sender of `m.room.create`; before, its `content.creator`. Since version 11.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v11/#remove-the-creator-property-of-mroomcreate-events)
    CREATOR_IS_SENDER,

    /// The room's id is the id of its create event, with another sigil. Since version 12 (MSC4291).
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v12/#event-format)
    CREATE_EVENT_ID_IS_ROOM_ID,

    /// Creators stand above every power level, and there may be several. Since version 12 (MSC4289).
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v12/#authorisation-rules)
    PRIVILEGED_CREATORS,

    /// Redactions are authorised by power level or by the domain of the redacted event. Until version 2.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v1/#authorisation-rules)
    REDACTION_AUTH_RULE,

    /// `m.room.aliases` may be set by any server, for itself. Until version 5.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v1/#authorisation-rules)
    ALIASES_AUTH_RULE,

    /// The levels in `notifications` are protected like those in `events`. Since version 6.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v6/#authorisation-rules)
    LIMIT_NOTIFICATIONS_LEVELS,

    /// Users may ask to be let in. Since version 7.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v7/#authorisation-rules)
    KNOCKING,

    /// Members of other rooms may join. Since version 8.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v8/#authorisation-rules)
    RESTRICTED_JOIN_RULE,

    /// A room may be both restricted and open for knocking. Since version 10.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v10/#authorisation-rules)
    KNOCK_RESTRICTED_JOIN_RULE,

    /// Power levels are integers; before, strings which hold one were good, too. Since version 10.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v10/#values-in-mroompower_levels-events-must-be-integers)
    INTEGER_POWER_LEVELS,

    /// A state key may go on after a user ID, and belongs to that user; who has more power than the owner of a state may
    /// set it, too. In no stable version. [MSC3757](https://github.com/matrix-org/matrix-spec-proposals/pull/3757)
    OWNED_STATE,

    /// Redaction keeps `aliases` of `m.room.aliases`. Until version 5.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v6/#redactions)
    KEEP_ALIASES,

    /// Redaction keeps `allow` of `m.room.join_rules`. Since version 8.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v8/#redactions)
    KEEP_JOIN_RULES_ALLOW,

    /// Redaction keeps `join_authorised_via_users_server` of `m.room.member`. Since version 9.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v9/#redactions)
    KEEP_JOIN_AUTHORISED_VIA_USERS_SERVER,

    /// Redaction keeps all of `m.room.create`, `redacts` of `m.room.redaction`, `invite` of
    /// `m.room.power_levels`, and what is signed of a third-party invite, but of no event the outdated
    /// `origin`, `membership` and `prev_state` at its top level. Since version 11.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v11/#redactions)
    UPDATED_REDACTIONS,

    /// State is resolved by the second algorithm. Since version 2.
    /// [Spec](https://spec.matrix.org/v1.19/rooms/v2/#state-resolution)
    STATE_RESOLUTION_2,

    /// State resolution 2.1: it begins with no state, and considers the conflicted subgraph. Since version 12
    /// (MSC4297). [Spec](https://spec.matrix.org/v1.19/rooms/v12/#state-resolution)
    STATE_RESOLUTION_2_1
}
