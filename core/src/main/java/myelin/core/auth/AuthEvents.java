package myelin.core.auth;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.room.Rule;
import myelin.core.room.Rules;
import myelin.core.state.StateKey;

/// The auth events of an event: which there should be, and whether there are others.
public final class AuthEvents {

    private AuthEvents() {}

    /// An event which another one names in its `auth_events`, and whether it was itself rejected on receipt.
    public record Cited(Pdu event, boolean rejected) {}

    /// The places of the state whose events, where there are any, permit an event: the
    /// [auth events selection](https://spec.matrix.org/v1.19/server-server-api/#auth-events-selection).
    public static List<StateKey> keysFor(
            Rules rules,
            UserId sender,
            String type,
            Optional<String> stateKey,
            JsonObject content) {
        // "The `auth_events` for the `m.room.create` event in a room is empty"
        if (type.equals(EventType.M_ROOM_CREATE)) {
            return List.of();
        }
        Set<StateKey> keys = new LinkedHashSet<>();
        // "Depending on the room version, the `m.room.create` event."
        if (!rules.has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)) {
            keys.add(StateKey.of(EventType.M_ROOM_CREATE));
        }
        // "The current `m.room.power_levels` event, if any."
        keys.add(StateKey.of(EventType.M_ROOM_POWER_LEVELS));
        // "The sender's current `m.room.member` event, if any."
        keys.add(new StateKey(EventType.M_ROOM_MEMBER, sender.value()));
        // "If type is `m.room.member`"
        if (type.equals(EventType.M_ROOM_MEMBER) && stateKey.isPresent()) {
            // "The target's current `m.room.member` event, if any."
            keys.add(new StateKey(EventType.M_ROOM_MEMBER, stateKey.get()));
            addForMember(keys, rules, new MemberContent(content));
        }
        return List.copyOf(keys);
    }

    /// As the longer form, for an event which is there.
    public static List<StateKey> keysFor(Pdu event) {
        return keysFor(
                event.version().rules(),
                event.sender(),
                event.type(),
                event.stateKey(),
                event.content());
    }

    private static void addForMember(Set<StateKey> keys, Rules rules, MemberContent content) {
        Optional<Membership> membership = content.membership();
        if (membership.isEmpty()) {
            return;
        }
        // "If `membership` is `join`, `invite` or `knock`, the current `m.room.join_rules` event,
        // if any."
        switch (membership.get()) {
            case JOIN, INVITE, KNOCK -> keys.add(StateKey.of(EventType.M_ROOM_JOIN_RULES));
            case LEAVE, BAN -> {}
        }
        // "If membership is `invite` and `content` contains a `third_party_invite` property, the
        // current
        // `m.room.third_party_invite` event with `state_key` matching
        // `content.third_party_invite.signed.token`, if any."
        if (membership.get() == Membership.INVITE) {
            content.thirdPartyInvite()
                    .flatMap(invite -> invite.object("signed"))
                    .flatMap(signed -> signed.string("token"))
                    .map(token -> new StateKey(EventType.M_ROOM_THIRD_PARTY_INVITE, token))
                    .ifPresent(keys::add);
        }
        // "If `membership` is `join`, `content.join_authorised_via_users_server` is present, and
        // the room version supports
        // restricted rooms, then the `m.room.member` event with `state_key` matching
        // `content.join_authorised_via_users_server`."
        if (membership.get() == Membership.JOIN && rules.has(Rule.RESTRICTED_JOIN_RULE)) {
            content.joinAuthorisedViaUsersServer()
                    .map(user -> new StateKey(EventType.M_ROOM_MEMBER, user.value()))
                    .ifPresent(keys::add);
        }
    }

    /// Whether the auth events which `event` cites are such as they should be: rules 2 and 3 of version 12, rule 2 of
    /// older ones. Create events cite none, and are allowed here.
    ///
    /// @param cited all events in its `auth_events`; where one could not be had, the caller must not ask
    /// @param create the create event of the room, where its id is the room's; empty when we don't have it. Not read in
    ///     versions before 12
    public static Verdict check(Pdu event, Collection<Cited> cited, Optional<Cited> create) {
        Rules rules = event.version().rules();
        if (event.type().equals(EventType.M_ROOM_CREATE)) {
            return Verdict.ALLOWED;
        }
        // 2 "If the event's `room_id` is not an event ID for an accepted (not rejected)
        // `m.room.create` event, with the
        // sigil `!` instead of `$`, reject."
        if (rules.has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                && create.filter(found -> isCreateOf(event, found)).isEmpty()) {
            return AuthRule.ROOM_ID.deny(rules, "The room has no accepted create event");
        }
        // 3 "Considering the event's `auth_events`"
        Set<StateKey> selected = new HashSet<>(keysFor(event));
        Set<StateKey> seen = new HashSet<>();
        for (Cited entry : cited) {
            Optional<AuthRule> broken = broken(event, entry, selected, seen);
            if (broken.isPresent()) {
                return broken.get()
                        .deny(rules, "The auth event " + entry.event() + " should not be cited");
            }
        }
        // Until version 11: 2.4 "If there is no `m.room.create` event among the entries, reject."
        if (!rules.has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                && !seen.contains(StateKey.of(EventType.M_ROOM_CREATE))) {
            return AuthRule.AUTH_EVENTS_CREATE.deny(
                    rules, "The create event is not among the auth events");
        }
        return Verdict.ALLOWED;
    }

    private static boolean isCreateOf(Pdu event, Cited create) {
        return !create.rejected()
                && create.event().is(EventType.M_ROOM_CREATE, "")
                && create.event().roomId().equals(event.roomId());
    }

    private static Optional<AuthRule> broken(
            Pdu event, Cited entry, Set<StateKey> selected, Set<StateKey> seen) {
        Optional<StateKey> key = entry.event().key();
        // 3.1 "If there are duplicate entries for a given `type` and `state_key` pair, reject."
        if (key.isPresent() && !seen.add(key.get())) {
            return Optional.of(AuthRule.AUTH_EVENTS_DUPLICATE);
        }
        // 3.2 "If there are entries whose `type` and `state_key` don't match those specified by the
        // auth events selection
        // algorithm described in the server specification, reject."
        if (key.filter(selected::contains).isEmpty()) {
            return Optional.of(AuthRule.AUTH_EVENTS_NOT_SELECTED);
        }
        // 3.3 "If there are entries which were themselves rejected under the checks performed on
        // receipt of a PDU, reject."
        if (entry.rejected()) {
            return Optional.of(AuthRule.AUTH_EVENTS_REJECTED);
        }
        // 3.4 "If any event in `auth_events` has a `room_id` which does not match that of the event
        // being authorised,
        // reject."
        if (!entry.event().roomId().equals(event.roomId())) {
            return Optional.of(AuthRule.AUTH_EVENTS_ROOM);
        }
        return Optional.empty();
    }
}
