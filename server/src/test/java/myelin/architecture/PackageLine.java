package myelin.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What `docs/packages.md` says: the packages in their order, and the homes of foreign libraries.
///
/// @param entries the packages (and, in capitals, classes of the root package) from top to bottom
/// @param platform those entries which are no capabilities
/// @param homes the home by the beginning of a foreign package's name
record PackageLine(List<String> entries, Set<String> platform, Map<String, String> homes) {
    static final String FILE = "docs/packages.md";

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static PackageLine read() {
        List<String> entries = new ArrayList<>();
        List<String> platform = new ArrayList<>();
        Map<String, String> homes = new HashMap<>();
        String section = "";
        for (String line : Repository.lines(FILE)) {
            if (line.startsWith("## ")) {
                section = line.substring(3);
            }
            if (!line.startsWith("| `")) {
                continue;
            }
            String[] cells = line.split("\\|");
            if (section.equals("Homes of foreign libraries")) {
                String home = codes(cells[2]).getFirst();
                codes(cells[1]).forEach(prefix -> homes.put(prefix, home));
                continue;
            }
            entries.add(codes(cells[1]).getFirst());
            if (section.equals("Platform")) {
                platform.add(entries.getLast());
            }
        }
        return new PackageLine(entries, Set.copyOf(platform), homes);
    }

    /// The entry a class belongs to: its package below `myelin`, or for a class of the root package the
    /// class itself; empty for what has no place in the line.
    Optional<String> entry(String className) {
        String name = className.replaceFirst("^myelin\\.", "").replaceFirst("\\$.*", "");
        int dot = name.lastIndexOf('.');
        String entry = dot < 0 ? name : name.substring(0, dot);
        return entries.contains(entry) ? Optional.of(entry) : Optional.empty();
    }

    int place(String entry) {
        return entries.indexOf(entry);
    }

    /// Where a foreign class may be used; empty when anywhere.
    Optional<String> home(String foreignClass) {
        return homes.keySet().stream()
                .filter(prefix -> foreignClass.startsWith(prefix + "."))
                .max((one, other) -> Integer.compare(one.length(), other.length()))
                .map(homes::get);
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map((MatchResult match) -> match.group(1)).toList();
    }
}
