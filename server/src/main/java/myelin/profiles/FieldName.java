package myelin.profiles;

import java.util.regex.Pattern;
import myelin.http.MatrixError;
import myelin.http.Request;

/// The name of a profile's field in the path of a request.
///
/// [Common namespaced identifier grammar](https://spec.matrix.org/v1.19/appendices/#common-namespaced-identifier-grammar)
final class FieldName {

    private static final int MAX_LENGTH = 255;
    private static final Pattern GRAMMAR = Pattern.compile("[a-z][a-z0-9_.-]*");

    private FieldName() {}

    /// @throws MatrixError 400 `M_KEY_TOO_LARGE` or `M_INVALID_PARAM`
    static String of(Request request) {
        String name = request.path("keyName");
        if (name.length() > MAX_LENGTH) {
            throw MatrixError.of(
                    400,
                    "M_KEY_TOO_LARGE",
                    "The field's name is longer than " + MAX_LENGTH + " bytes");
        }
        if (!GRAMMAR.matcher(name).matches()) {
            throw MatrixError.invalidParam(
                    "Field name does not follow Common Namespaced Identifier Grammar");
        }
        return name;
    }
}
