package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlTest {

    private static Sql.Form sqlite(String text) {
        return Sql.of(text).form(Dialect.SQLITE);
    }

    @Test
    void parametersBecomeMarksInTheirOrder() {
        Sql.Form form = sqlite("SELECT a FROM t WHERE b = :b AND c > :c_1 AND d < :b");

        assertThat(form.text()).isEqualTo("SELECT a FROM t WHERE b = ? AND c > ? AND d < ?");
        assertThat(form.names()).containsExactly("b", "c_1");
        assertThat(form.order()).containsExactly(0, 1, 0);
    }

    @Test
    void textInQuotesIsLeftAlone() {
        Sql.Form form = sqlite("SELECT 'it''s :this' || ':that' WHERE a = :a");

        assertThat(form.text()).isEqualTo("SELECT 'it''s :this' || ':that' WHERE a = ?");
        assertThat(form.names()).containsExactly("a");
    }

    @Test
    void macrosAreSaidInTheWordsOfTheDatabase() {
        Sql sql = Sql.of("SELECT a FROM t WHERE b {in :bs} AND c = '{}' {skip locked}");

        assertThat(sql.form(Dialect.SQLITE).text().strip())
                .isEqualTo(
                        "SELECT a FROM t WHERE b IN (SELECT value FROM json_each(?)) AND c = '{}'");
        assertThat(sql.form(Dialect.POSTGRES).text())
                .isEqualTo("SELECT a FROM t WHERE b = ANY(?) AND c = '{}' FOR UPDATE SKIP LOCKED");
    }

    @Test
    void eachDatabaseHasWordsOfItsOwnForSearching() {
        Sql sql = Sql.of("SELECT a FROM t WHERE {t matches :words}");

        assertThat(sql.form(Dialect.SQLITE).text()).isEqualTo("SELECT a FROM t WHERE t MATCH ?");
        assertThat(sql.form(Dialect.POSTGRES).text())
                .isEqualTo("SELECT a FROM t WHERE t.words @@ ?");
        assertThat(sql.form(Dialect.POSTGRES).names()).containsExactly("words");
    }

    @Test
    void anUnknownMacroIsRefused() {
        assertThatThrownBy(() -> sqlite("SELECT a FROM t {look}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("look");
    }
}
