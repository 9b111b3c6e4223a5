package myelin.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import myelin.architecture.Repository;

/// What `docs/absent.md` says not to be served.
///
/// @param reasons by API and id of the operation, why not
record Absent(Map<String, Map<String, String>> reasons) {
    static final String FILE = "docs/absent.md";

    static Absent read() {
        return parse(Repository.lines(FILE));
    }

    /// Reads rows of tables, ``| `operation` | … | why |``, below headings that name the API.
    static Absent parse(List<String> lines) {
        Map<String, Map<String, String>> reasons = new LinkedHashMap<>();
        String api = "";
        for (String line : lines) {
            if (line.startsWith("## ")) {
                api = line.substring(3).strip();
            }
            if (line.startsWith("| `")) {
                String[] cells = line.split("\\|");
                String id = cells[1].strip().replace("`", "");
                reasons.computeIfAbsent(api, key -> new TreeMap<>())
                        .put(id, cells[cells.length - 1].strip());
            }
        }
        return new Absent(reasons);
    }

    boolean lists(String api, String operation) {
        return reasons.getOrDefault(api, Map.of()).containsKey(operation);
    }

    /// What is listed though the spec has no such operation.
    List<String> unknown(SpecFacts facts) {
        List<String> unknown = new ArrayList<>();
        reasons.forEach((api, operations) ->
                operations.keySet().stream()
                        .filter(id -> facts.operation(api, id).isEmpty())
                        .forEach(id -> unknown.add(api + " " + id)));
        return unknown;
    }

    /// What is listed without a reason.
    List<String> unexplained() {
        List<String> unexplained = new ArrayList<>();
        reasons.forEach((api, operations) ->
                operations.forEach((id, reason) -> {
                    if (reason.isBlank()) {
                        unexplained.add(api + " " + id);
                    }
                }));
        return unexplained;
    }
}
