package myelin.options;

import java.util.List;

/// The configuration cannot be used. The message has one line for each problem, with file, line and
/// option, in the order of the files.
public final class InvalidConfig extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    private InvalidConfig(List<Problem> problems) {
        List<String> lines = problems.stream().map(Problem::toString).distinct().toList();
        super(String.join("\n", lines), null, false, false);
        this.problems = lines;
    }

    /// Throws when there is at least one problem.
    static void unlessEmpty(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidConfig(problems);
        }
    }

    /// One line each.
    public List<String> problems() {
        return problems;
    }
}
