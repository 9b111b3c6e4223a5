package myelin.core.event;

import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.JoinRule;

/// What [`m.room.join_rules`](https://spec.matrix.org/v1.19/client-server-api/#mroomjoin_rules) says.
///
/// @param content the content of the event
public record JoinRulesContent(JsonObject content) {

    /// The join rules of a room; one without the event admits who is invited.
    public static JoinRulesContent of(Optional<Pdu> joinRules) {
        return new JoinRulesContent(joinRules.map(Pdu::content).orElse(JsonObject.EMPTY));
    }

    /// Who may join; empty when it is something unknown, by which nobody can join.
    public Optional<JoinRule> joinRule() {
        return content.value("join_rule").isEmpty()
                ? Optional.of(JoinRule.INVITE)
                : content.string("join_rule").flatMap(JoinRule::of);
    }

    /// The rooms whose members may join, where the rule is a restricted one.
    public List<RoomId> allowedRooms() {
        return content.array("allow").orElse(JsonArray.EMPTY).objects().stream()
                .filter(condition ->
                        condition.string("type").equals(Optional.of("m.room_membership")))
                .flatMap(
                        condition -> condition.string("room_id").flatMap(RoomId::tryParse).stream())
                .toList();
    }
}
