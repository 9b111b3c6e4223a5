package myelin.accounts;

import myelin.core.id.UserId;

/// Knows which user ids application services keep for themselves. Called by request threads at each registration.
@FunctionalInterface
public interface ReservedNames {

    /// No name is reserved.
    ReservedNames NONE = user -> false;

    /// Whether an application service has the sole right to this id.
    boolean isReserved(UserId user);
}
