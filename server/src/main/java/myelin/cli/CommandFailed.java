package myelin.cli;

/// A command could not do its work; the message is what its user reads.
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandFailed(String message) {
        super(message, null, false, false);
    }
}
