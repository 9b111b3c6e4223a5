package myelin.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import myelin.acceptance.SendStorm.Acknowledged;
import myelin.acceptance.SendStorm.Sending;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A server is killed (`kill -9`) in the middle of a storm of messages and started again, without
/// any repair. What it had acknowledged is there, and nothing is there twice.
@ParameterizedClass(name = "{0}")
@EnumSource
final class KilledServerTest {
    private static ServerProcess server;
    private static SendStorm storm;

    KilledServerTest(Storage storage) {}

    @BeforeParameterizedClassInvocation
    static void killAndStartAgain(Storage storage, @TempDir Path folder)
            throws InterruptedException, ExecutionException {
        server = ServerProcess.start(folder, storage);
        storm = new SendStorm(server);
        storm.blowUntilTheServerIsKilled();
        server.startAgain();
        // Clients repeat what was not answered; some of it had been stored, some not.
        storm.unanswered().forEach(storm::send);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @Test
    void theStormWasCutOffInTheMiddle() {
        assertThat(storm.unanswered()).isNotEmpty();
    }

    @Test
    void everyAcknowledgedEventCanBeFetched() {
        Api api = new Api(server.address());
        for (Acknowledged event : storm.acknowledged()) {
            Sending sent = event.sending();
            JsonObject found = api.event(sent.sender(), sent.roomId(), event.eventId());
            assertThat(text(found)).isEqualTo(sent.text());
            assertThat(found.string("sender")).contains(sent.sender().userId());
        }
    }

    @Test
    void theHistoryHasEveryAcknowledgedEvent() {
        for (String roomId : storm.rooms()) {
            assertThat(storm.history(roomId).stream().map(event -> event.string("event_id").get()))
                    .containsAll(
                            storm.acknowledged().stream()
                                    .filter(event -> event.sending().roomId().equals(roomId))
                                    .map(Acknowledged::eventId)
                                    .toList());
        }
    }

    @Test
    void aMessageSentAgainIsThereOnce() {
        assertThat(storm.rooms().stream().flatMap(room -> storm.history(room).stream()))
                .extracting(KilledServerTest::text)
                .doesNotHaveDuplicates()
                .containsAll(storm.unanswered().stream().map(Sending::text).toList());
    }

    @Test
    void aTransactionKeepsItsEvent() {
        List<Acknowledged> newest = storm.acknowledged().reversed().subList(0, 20);
        assertThat(newest)
                .allSatisfy(event ->
                        assertThat(storm.send(event.sending())).isEqualTo(event.eventId()));
    }

    @Test
    void syncGoesOnWhereItStopped() {
        storm.reader().catchUp();
        assertThat(storm.reader().messages())
                .containsExactlyInAnyOrderElementsOf(
                        storm.rooms().stream()
                                .flatMap(room -> storm.history(room).stream())
                                .map(event -> event.string("event_id").orElseThrow())
                                .toList());
    }

    private static String text(JsonObject event) {
        return event.object("content").flatMap(content -> content.string("body")).orElseThrow();
    }
}
