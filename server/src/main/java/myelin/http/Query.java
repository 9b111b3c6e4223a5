package myelin.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the query of an address.
final class Query {

    /// More parameters than any honest caller has.
    private static final int MAX_PARAMETERS = 1000;

    private Query() {}

    /// The values of each name, in their order.
    ///
    /// @param raw the query as it was sent, without `?`
    static Map<String, List<String>> parse(String raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        if (raw.isEmpty()) {
            return values;
        }
        String[] pairs = raw.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            throw MatrixError.invalidParam("Too many query parameters");
        }
        for (String pair : pairs) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(PercentCoding.query(name), n -> new ArrayList<>(1))
                        .add(PercentCoding.query(value));
            }
        }
        return values;
    }
}
