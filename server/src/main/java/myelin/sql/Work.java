package myelin.sql;

/// What a transaction does.
///
/// It may run more than once (a PostgreSQL server may ask for a repetition, a group commit may split), so it
/// changes nothing but the database; the rest goes to [Tx#afterCommit]. It makes no calls over the network.
@FunctionalInterface
public interface Work<T> {
    T run(Tx tx);
}
