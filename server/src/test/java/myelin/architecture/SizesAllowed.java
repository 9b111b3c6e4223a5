package myelin.architecture;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The exceptions in `sizes-allowed.txt`, each used at least once or out of date.
final class SizesAllowed {
    static final String FILE = "server/src/test/resources/sizes-allowed.txt";

    private static final Pattern ENTRY =
            Pattern.compile("(class|method|parameters|package) (\\S+) (\\d+): \\S.*");

    private final Map<String, Integer> limits = new HashMap<>();

    private SizesAllowed() {}

    static SizesAllowed read() {
        SizesAllowed allowed = new SizesAllowed();
        for (String line : Repository.lines(FILE)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher entry = ENTRY.matcher(line);
            if (!entry.matches()) {
                throw new IllegalStateException(FILE + " does not say a limit and why: " + line);
            }
            allowed.limits.put(
                    entry.group(1) + " " + entry.group(2), Integer.valueOf(entry.group(3)));
        }
        return allowed;
    }

    /// The greatest size allowed to this thing, given the usual one.
    int limit(String kind, String name, int usual) {
        return Math.max(usual, limits.getOrDefault(kind + " " + name, usual));
    }

    /// The exceptions for things that are not in this set.
    Set<String> outdated(Set<String> large) {
        Set<String> outdated = new TreeSet<>(limits.keySet());
        outdated.removeAll(large);
        return outdated;
    }
}
