package myelin.accounts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import myelin.uia.Form;

/// A page of the privacy policy as administrators of Synapse have written it: HTML with the few words of Jinja which
/// such pages use, `{{ name }}`, `{% if name %}`, `{% if not name %}`, `{% else %}`, `{% endif %}` and `{# … #}`.
/// Anything else in braces stays as it is.
final class PolicyPage {

    private static final Pattern WORD =
            Pattern.compile(
                    "\\{\\{\\s*(?<value>\\w+)\\s*}}|\\{%-?\\s*if\\s+(?<not>not\\s+)?(?<test>\\w+)\\s*-?%}"
                            + "|\\{%-?\\s*(?<branch>else|endif)\\s*-?%}|\\{#.*?#}",
                    Pattern.DOTALL);

    private PolicyPage() {}

    /// The page for a reader.
    ///
    /// @param values by name; the empty text counts as false, and so does what is not there
    static String of(String template, Map<String, String> values) {
        StringBuilder page = new StringBuilder();
        Deque<Boolean> shown = new ArrayDeque<>();
        Matcher word = WORD.matcher(template);
        int from = 0;
        while (word.find()) {
            add(page, shown, template.substring(from, word.start()));
            from = word.end();
            String test = word.group("test");
            if (test != null) {
                boolean holds = !values.getOrDefault(test, "").isEmpty();
                shown.push(holds == (word.group("not") == null));
            } else if (word.group("branch") != null && !shown.isEmpty()) {
                boolean was = shown.pop();
                if (word.group("branch").equals("else")) {
                    shown.push(!was);
                }
            } else if (word.group("value") != null) {
                add(page, shown, Form.escaped(values.getOrDefault(word.group("value"), "")));
            }
        }
        add(page, shown, template.substring(from));
        return page.toString();
    }

    private static void add(StringBuilder page, Deque<Boolean> shown, String text) {
        if (!shown.contains(false)) {
            page.append(text);
        }
    }
}
