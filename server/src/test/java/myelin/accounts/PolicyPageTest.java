package myelin.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyPageTest {

    @Test
    void valuesAreShownAsText() {
        assertThat(PolicyPage.of("<b>{{ user }}</b>{{none}}", Map.of("user", "<alice>")))
                .isEqualTo("<b>&lt;alice&gt;</b>");
    }

    @Test
    void oneBranchIsShown() {
        String template = "{% if a %}yes{% else %}no{% endif %}";

        assertThat(PolicyPage.of(template, Map.of("a", "true"))).isEqualTo("yes");
        assertThat(PolicyPage.of(template, Map.of())).isEqualTo("no");
    }

    @Test
    void branchesMayBeNested() {
        String template = "{% if a %}A{% else %}B{% if not b %}C{% endif %}D{% endif %}E";

        assertThat(PolicyPage.of(template, Map.of())).isEqualTo("BCDE");
        assertThat(PolicyPage.of(template, Map.of("b", "true"))).isEqualTo("BDE");
        assertThat(PolicyPage.of(template, Map.of("a", "true"))).isEqualTo("AE");
    }

    @Test
    void remarksAreLeftOut() {
        assertThat(PolicyPage.of("a{# not\nthis #}b", Map.of())).isEqualTo("ab");
    }
}
