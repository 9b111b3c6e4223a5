package myelin.members;

import java.util.Optional;
import myelin.core.id.UserId;

/// A member who is in a room now, with the name and avatar that the member event gives.
public record JoinedMember(UserId user, Optional<String> displayName, Optional<String> avatarUrl) {}
