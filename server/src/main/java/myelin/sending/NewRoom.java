package myelin.sending;

import java.util.Optional;
import java.util.Set;
import myelin.core.id.RoomAlias;
import myelin.core.room.Rules;

/// A room that a client wants to have made.
///
/// @param creators who may not be given a power level, because they have all power
/// @param alias that it gets
public record NewRoom(Rules rules, Set<String> creators, Optional<RoomAlias> alias) {}
