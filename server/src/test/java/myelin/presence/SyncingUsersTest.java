package myelin.presence;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.core.id.UserId;
import org.junit.jupiter.api.Test;

class SyncingUsersTest {

    private static final UserId ALICE = UserId.parse("@alice:test");

    private final SyncingUsers users = new SyncingUsers();

    @Test
    void theFirstSyncIsNews() {
        assertThat(users.begin(ALICE, "online", 1)).isEmpty();
        assertThat(users.begin(ALICE, "unavailable", 2)).contains("online");
        assertThat(users.begin(ALICE, "unavailable", 3)).contains("unavailable");
    }

    /// Who waited for an answer longer than `sync_online_timeout` went offline, and came back with the
    /// next sync: two changes a minute for everybody in the common rooms.
    @Test
    void whoWaitsForAnAnswerIsThere() {
        users.begin(ALICE, "online", 1);

        assertThat(users.gone(1_000_000)).isEmpty();
    }

    @Test
    void whoHasHadTheAnswerIsThereForAWhile() {
        users.begin(ALICE, "online", 1);
        users.end(ALICE, 500);

        assertThat(users.gone(500)).isEmpty();
        assertThat(users.gone(501)).containsExactly(ALICE);
        assertThat(users.gone(501)).isEmpty();
    }

    @Test
    void oneDeviceThatWaitsIsEnough() {
        users.begin(ALICE, "online", 1);
        users.begin(ALICE, "online", 2);
        users.end(ALICE, 3);

        assertThat(users.gone(1_000_000)).isEmpty();
    }
}
