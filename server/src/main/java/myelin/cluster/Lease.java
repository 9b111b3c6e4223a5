package myelin.cluster;

/// The right to do some work until it expires.
///
/// @param name the work
/// @param epoch grows with each holder; writes that carry the epoch of an older one are refused
public record Lease(String name, long epoch) {}
