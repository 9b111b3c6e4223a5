package myelin.uia;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import myelin.http.MatrixError;
import myelin.http.Request;

/// What a browser sends when a person has filled in one of our pages, and what such a page needs.
public final class Form {

    private Form() {}

    /// The fields of a form, by name; of those with the same name the last.
    ///
    /// @throws MatrixError 400 when it is badly encoded
    public static Map<String, String> fields(Request request) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : new String(request.bytes(), StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    /// A text as HTML shows it, in an attribute, too.
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            throw MatrixError.invalidParam("The form is badly encoded");
        }
    }
}
