package myelin.cli;

/// With which numbers our commands end; they stand in each command's help.
final class ExitCode {
    /// All went well.
    static final int OK = 0;

    /// The work could not be done.
    static final int FAILED = 1;

    /// The command line was wrong, or what was fed to the command.
    static final int USAGE = 2;

    /// The configuration cannot be used.
    static final int BAD_CONFIG = 3;

    private ExitCode() {}
}
