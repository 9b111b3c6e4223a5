package myelin.cli;

import myelin.observe.BadLogConfig;
import myelin.offline.BadInput;
import myelin.options.InvalidConfig;

/// How what went wrong is told.
final class Failure {
    private Failure() {}

    /// Says it in a sentence, or a line for each problem; what is not expected is a bug and flies on.
    ///
    /// @return the exit code
    static int tell(Exception e, Terminal terminal) {
        return switch (e) {
            case InvalidConfig invalid -> {
                invalid.problems().forEach(terminal.err()::println);
                yield ExitCode.BAD_CONFIG;
            }
            case BadLogConfig bad -> {
                terminal.err().println("log_config: " + bad.getMessage());
                yield ExitCode.BAD_CONFIG;
            }
            case BadInput bad -> {
                terminal.err().println(bad.getMessage());
                yield ExitCode.USAGE;
            }
            case CommandFailed failed -> {
                terminal.err().println(failed.getMessage());
                yield ExitCode.FAILED;
            }
            case RuntimeException bug -> throw bug;
            default -> throw new IllegalStateException(e);
        };
    }
}
