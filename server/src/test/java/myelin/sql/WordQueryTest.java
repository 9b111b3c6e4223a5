package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import myelin.BothDatabases;
import org.junit.jupiter.api.Test;

/// Searching for words: both databases find the same.
final class WordQueryTest {

    private static final Sql INSERT =
            Sql.of("INSERT INTO message_index (rowid, room_id, words) VALUES (:row, '', :words)");

    private static final Sql FIND =
            Sql.of(
                    "SELECT rowid FROM message_index WHERE {message_index matches :query} ORDER BY rowid");

    private static void insert(Database database, long row, String... words) {
        database.write(tx ->
                tx.batch(INSERT).bind("row", row).bindWords("words", List.of(words)).add().run());
    }

    private static List<Long> found(Database database, WordQuery query) {
        return database.read(
                tx -> tx.query(FIND).bindQuery("query", query).list(row -> row.number("rowid")));
    }

    private static WordQuery word(String word) {
        return new WordQuery.Word(word);
    }

    private static WordQuery all(WordQuery... parts) {
        return new WordQuery.All(List.of(parts));
    }

    private static WordQuery any(WordQuery... parts) {
        return new WordQuery.Any(List.of(parts));
    }

    @BothDatabases
    void wordsAreFoundAloneAndTogether(Database database) {
        insert(database, 1, "one", "two", "größe", "東京", "🎉", "§b");
        insert(database, 2, "one", "three", "größen", "東方", "e\u0301", "and", "or", "not", "near");
        insert(database, 3, "ones", "l1", "grosse", "京");

        assertThat(found(database, word("one"))).containsExactly(1L, 2L);
        assertThat(found(database, all(word("one"), word("two")))).containsExactly(1L);
        assertThat(found(database, any(word("two"), word("ones")))).containsExactly(1L, 3L);
        assertThat(found(database, all(any(word("two"), word("three")), word("größe"))))
                .containsExactly(1L);
        assertThat(found(database, any(all(word("two"), word("one")), all(word("l1")))))
                .containsExactly(1L, 3L);
        assertThat(found(database, word("🎉"))).containsExactly(1L);
        assertThat(found(database, word("§b"))).containsExactly(1L);
        assertThat(found(database, word("e\u0301"))).containsExactly(2L);
        assertThat(found(database, all(word("and"), word("or"), word("not"), word("near"))))
                .containsExactly(2L);
        assertThat(found(database, word("on"))).isEmpty();
    }

    @BothDatabases
    void wordsAreFoundByTheirStarts(Database database) {
        insert(database, 1, "one", "東京");
        insert(database, 2, "once", "東");
        insert(database, 3, "ton", "京東");

        assertThat(found(database, new WordQuery.Start("on"))).containsExactly(1L, 2L);
        assertThat(found(database, new WordQuery.Start("東"))).containsExactly(1L, 2L);
        assertThat(found(database, all(new WordQuery.Start("t"), word("ton")))).containsExactly(3L);
    }

    @BothDatabases
    void whatATransactionThatFailsHasWrittenIsNotFound(Database database) {
        assertThatThrownBy(() ->
                        database.write(tx -> {
                            tx.batch(INSERT)
                                    .bind("row", 1)
                                    .bindWords("words", List.of("one"))
                                    .add()
                                    .run();
                            throw new IllegalStateException("fails");
                        }))
                .isInstanceOf(IllegalStateException.class);
        insert(database, 2, "one");

        assertThat(found(database, word("one"))).containsExactly(2L);
    }

    @Test
    void whatADatabaseCouldMisunderstandIsNoWord() {
        for (String text :
                List.of(
                        "", " ", "a b", "A", "a'", "a\"", "a*", "a:b", "\\", "(", "\0", "a-b",
                        "_")) {
            assertThatThrownBy(() -> word(text)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new WordQuery.Start(text))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> WordQuery.check(List.of("a", text)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> all()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> any()).isInstanceOf(IllegalArgumentException.class);
    }
}
