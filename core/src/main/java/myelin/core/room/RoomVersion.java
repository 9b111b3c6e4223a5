package myelin.core.room;

import static myelin.core.room.Rule.ALIASES_AUTH_RULE;
import static myelin.core.room.Rule.CREATE_EVENT_ID_IS_ROOM_ID;
import static myelin.core.room.Rule.CREATOR_IS_SENDER;
import static myelin.core.room.Rule.ENFORCE_KEY_VALIDITY;
import static myelin.core.room.Rule.EVENT_ID_IN_EVENT;
import static myelin.core.room.Rule.INTEGER_POWER_LEVELS;
import static myelin.core.room.Rule.KEEP_ALIASES;
import static myelin.core.room.Rule.KEEP_JOIN_AUTHORISED_VIA_USERS_SERVER;
import static myelin.core.room.Rule.KEEP_JOIN_RULES_ALLOW;
import static myelin.core.room.Rule.KNOCKING;
import static myelin.core.room.Rule.KNOCK_RESTRICTED_JOIN_RULE;
import static myelin.core.room.Rule.LIMIT_NOTIFICATIONS_LEVELS;
import static myelin.core.room.Rule.OWNED_STATE;
import static myelin.core.room.Rule.PRIVILEGED_CREATORS;
import static myelin.core.room.Rule.REDACTION_AUTH_RULE;
import static myelin.core.room.Rule.REDACTS_IN_CONTENT;
import static myelin.core.room.Rule.RESTRICTED_JOIN_RULE;
import static myelin.core.room.Rule.STATE_RESOLUTION_2;
import static myelin.core.room.Rule.STATE_RESOLUTION_2_1;
import static myelin.core.room.Rule.STRICT_BYTE_LIMITS;
import static myelin.core.room.Rule.STRICT_CANONICAL_JSON;
import static myelin.core.room.Rule.UPDATED_REDACTIONS;
import static myelin.core.room.Rule.URL_SAFE_EVENT_ID;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The version of a room. Each says only what it changed in another;
/// [all that have a number](https://spec.matrix.org/v1.19/rooms/) are stable. The others try out what a proposal wants,
/// under the names that Synapse gives them.
public enum RoomVersion {
    /// The [first](https://spec.matrix.org/v1.19/rooms/v1/).
    V1("1", Rules.of(EVENT_ID_IN_EVENT, REDACTION_AUTH_RULE, ALIASES_AUTH_RULE, KEEP_ALIASES)),

    /// [Better state resolution](https://spec.matrix.org/v1.19/rooms/v2/).
    V2("2", V1.with(STATE_RESOLUTION_2)),

    /// [Event ids are hashes](https://spec.matrix.org/v1.19/rooms/v3/).
    V3("3", V2.without(EVENT_ID_IN_EVENT, REDACTION_AUTH_RULE)),

    /// [Event ids are safe in URLs](https://spec.matrix.org/v1.19/rooms/v4/).
    V4("4", V3.with(URL_SAFE_EVENT_ID)),

    /// [Signing keys end](https://spec.matrix.org/v1.19/rooms/v5/).
    V5("5", V4.with(ENFORCE_KEY_VALIDITY)),

    /// [Strict JSON, aliases without privileges](https://spec.matrix.org/v1.19/rooms/v6/).
    V6(
            "6",
            V5.with(STRICT_CANONICAL_JSON, LIMIT_NOTIFICATIONS_LEVELS)
                    .without(ALIASES_AUTH_RULE, KEEP_ALIASES)),

    /// [Knocking](https://spec.matrix.org/v1.19/rooms/v7/).
    V7("7", V6.with(KNOCKING)),

    /// [Restricted rooms](https://spec.matrix.org/v1.19/rooms/v8/).
    V8("8", V7.with(RESTRICTED_JOIN_RULE, KEEP_JOIN_RULES_ALLOW)),

    /// [Redaction of restricted joins](https://spec.matrix.org/v1.19/rooms/v9/).
    V9("9", V8.with(KEEP_JOIN_AUTHORISED_VIA_USERS_SERVER)),

    /// [Integer power levels, knocking in restricted rooms](https://spec.matrix.org/v1.19/rooms/v10/).
    V10("10", V9.with(INTEGER_POWER_LEVELS, KNOCK_RESTRICTED_JOIN_RULE)),

    /// [Clearer redactions](https://spec.matrix.org/v1.19/rooms/v11/).
    V11(
            "11",
            V10.with(
                    UPDATED_REDACTIONS, REDACTS_IN_CONTENT, CREATOR_IS_SENDER, STRICT_BYTE_LIMITS)),

    /// [Creators above all, room ids are hashes, no state resets](https://spec.matrix.org/v1.19/rooms/v12/).
    V12("12", V11.with(PRIVILEGED_CREATORS, CREATE_EVENT_ID_IS_ROOM_ID, STATE_RESOLUTION_2_1)),

    /// [Owned state](https://github.com/matrix-org/matrix-spec-proposals/pull/3757), on version 10.
    OWNED_STATE_10("org.matrix.msc3757.10", V10.with(OWNED_STATE)),

    /// Owned state, on version 11.
    OWNED_STATE_11("org.matrix.msc3757.11", V11.with(OWNED_STATE));

    /// The newest stable version.
    public static final RoomVersion LATEST = V12;

    private static final Map<String, RoomVersion> BY_ID =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(RoomVersion::id, Function.identity()));

    private static final List<RoomVersion> STABLE =
            Arrays.stream(values()).filter(RoomVersion::isStable).toList();

    private final String id;
    private final Rules rules;

    RoomVersion(String id, Rules rules) {
        this.id = id;
        this.rules = rules;
    }

    /// The version with this `id`; empty when we don't know it.
    public static Optional<RoomVersion> of(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /// All versions which may be offered to clients as stable, oldest first.
    public static List<RoomVersion> stable() {
        return STABLE;
    }

    /// Whether it is one of the specification.
    public boolean isStable() {
        return compareTo(LATEST) <= 0;
    }

    /// The version as it is written in events and requests, such as `12`.
    public String id() {
        return id;
    }

    /// What holds in rooms of this version.
    public Rules rules() {
        return rules;
    }

    private Rules with(Rule... added) {
        return rules.with(added);
    }

    private Rules without(Rule... dropped) {
        return rules.without(dropped);
    }

    @Override
    public String toString() {
        return id;
    }
}
