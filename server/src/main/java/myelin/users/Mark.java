package myelin.users;

/// What may be said of an account beside its name.
public enum Mark {
    /// Administrator of this server.
    ADMIN,
    /// A guest, who may do little.
    GUEST,
    /// Can never log in again, unless an administrator revives it.
    DEACTIVATED,
    /// Asked to be forgotten when it was deactivated.
    ERASED,
    /// May do nothing but log out.
    /// [Account locking](https://spec.matrix.org/v1.19/client-server-api/#account-locking)
    LOCKED,
    /// May read, and redact what it sent, and little else.
    /// [Account suspension](https://spec.matrix.org/v1.19/client-server-api/#account-suspension)
    SUSPENDED,
    /// What it does is accepted and then forgotten.
    SHADOW_BANNED
}
