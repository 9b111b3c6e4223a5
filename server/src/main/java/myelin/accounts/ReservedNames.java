package myelin.accounts;

import myelin.core.id.UserId;

/// Knows which user ids nobody may take: those that application services keep for themselves, and that of the
/// server. Called by request threads at each registration.
@FunctionalInterface
public interface ReservedNames {

    /// No name is reserved.
    ReservedNames NONE = user -> false;

    /// Whether this id is for nobody who registers.
    boolean isReserved(UserId user);
}
