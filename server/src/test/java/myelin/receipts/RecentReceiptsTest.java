package myelin.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import org.junit.jupiter.api.Test;

class RecentReceiptsTest {

    private static final RoomId ROOM = RoomId.parse("!room:example.org");
    private static final UserId ALICE = UserId.parse("@alice:example.org");
    private static final UserId BOB = UserId.parse("@bob:example.org");

    private final RecentReceipts recent = new RecentReceipts();

    private static Receipt of(UserId user) {
        return new Receipt(
                ROOM,
                user,
                Receipt.Type.READ,
                Optional.empty(),
                EventId.parse("$event:example.org"),
                1,
                1);
    }

    @Test
    void whatWasStoredHereIsGivenInOrder() {
        recent.add(of(ALICE), 1);
        recent.add(of(BOB), 2);
        assertThat(recent.between(0, 2).orElseThrow())
                .extracting(Receipt::user)
                .containsExactly(ALICE, BOB);
    }

    @Test
    void aReceiptOfAnotherNodeIsAGap() {
        recent.add(of(ALICE), 1);
        recent.add(of(ALICE), 3);
        assertThat(recent.between(0, 3)).isEmpty();
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        for (int position = 1; position <= 5_000; position++) {
            recent.add(of(ALICE), position);
        }
        assertThat(recent.between(0, 5_000)).isEmpty();
        assertThat(recent.between(4_990, 5_000).orElseThrow()).hasSize(10);
    }
}
