package myelin.cluster;

/// Another node has taken over the work; what this one was about to write is not written.
final class LeaseLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    LeaseLost(String name) {
        super("another node has taken over " + name, null, false, false);
    }
}
