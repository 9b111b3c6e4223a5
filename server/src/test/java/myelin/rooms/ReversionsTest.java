package myelin.rooms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static myelin.rooms.ForksTest.accept;
import static myelin.rooms.ForksTest.currentState;
import static myelin.rooms.ForksTest.joined;
import static myelin.rooms.RoomFixture.ALICE;
import static myelin.rooms.RoomFixture.SERVER;
import static myelin.rooms.RoomFixture.message;
import static myelin.rooms.RoomFixture.topic;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.StateKey;
import myelin.observe.Exposition;
import myelin.sql.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/// A moderator has set the topic; and then it turns out that he was none any more.
class ReversionsTest {

    private static final List<RoomVersion> VERSIONS =
            List.of(RoomVersion.V2, RoomVersion.V6, RoomVersion.V11, RoomVersion.V12);

    private static final UserId MALLORY = UserId.parse("@mallory:one.example");
    private static final UserId CAROL = UserId.parse("@carol:two.example");
    private static final StateKey TOPIC = StateKey.of(EventType.M_ROOM_TOPIC);
    private static final Pattern COUNTED =
            Pattern.compile("myelin_state_changes_by_resolution_total\\{.*to=\"(.*)\"} (.*)");

    private final Logger logger = (Logger) LoggerFactory.getLogger(Reversions.class);
    private final ConcurrentLinkedQueue<ILoggingEvent> logged = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    logged.add(event);
                }
            };

    @BeforeEach
    void listen() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(appender);
    }

    /// What is told of a room; other tests may revert something, too.
    private List<String> warnings(RemoteRoom room) {
        return logged.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("room=" + room.id() + " "))
                .toList();
    }

    /// How many entries have become what by resolution.
    private static Map<String, Double> counted(RoomFixture here) {
        byte[] page = new Exposition(here.metrics, SERVER, "1").page("").body();
        return COUNTED.matcher(new String(page, UTF_8))
                .results()
                .collect(
                        Collectors.toMap(
                                result -> result.group(1),
                                result -> Double.valueOf(result.group(2))));
    }

    private static Pdu promote(RoomFixture here, RemoteRoom there) {
        Pdu levels = here.rooms.sender().send(there.id(), levels(there, MALLORY, CAROL)).pdu();
        there.catchUp(here.rooms);
        return levels;
    }

    private static Draft levels(RemoteRoom there, UserId... moderators) {
        Map<String, Integer> users = new HashMap<>();
        if (!there.version().rules().has(Rule.PRIVILEGED_CREATORS)) {
            users.put(ALICE.value(), 100);
        }
        for (UserId moderator : moderators) {
            users.put(moderator.value(), 50);
        }
        return Draft.state(
                ALICE,
                EventType.M_ROOM_POWER_LEVELS,
                "",
                JsonObject.of("users", JsonObject.from(users)));
    }

    @BothDatabases
    void anEntryThatBecomesAnOlderOneAgainIsToldAndCounted(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            promote(here, there);
            Pdu ours = here.rooms.sender().send(there.id(), topic(ALICE, "ours")).pdu();
            there.catchUp(here.rooms);
            Pdu theirs = there.make(List.of(ours), topic(MALLORY, "theirs"));
            accept(here, theirs);
            Pdu demotion = there.make(List.of(ours), levels(there, CAROL));

            accept(here, demotion);

            assertThat(currentState(here, there)).containsEntry(TOPIC, ours.eventId());
            assertThat(warnings(there))
                    .containsExactly(
                            "state reverted by resolution room="
                                    + there.id()
                                    + " event="
                                    + demotion.eventId()
                                    + " count=1 entries=[\"m.room.topic\" \"\" was "
                                    + theirs.eventId()
                                    + " is "
                                    + ours.eventId()
                                    + "]");
            assertThat(counted(here)).containsExactly(Map.entry("older", 1.0));
        }
    }

    @BothDatabases
    void anEntryThatVanishesIsToldAndCounted(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu promoted = promote(here, there);
            Pdu theirs = there.make(List.of(promoted), topic(MALLORY, "theirs"));
            accept(here, theirs);

            accept(here, there.make(List.of(promoted), levels(there, CAROL)));

            assertThat(currentState(here, there)).doesNotContainKey(TOPIC);
            assertThat(warnings(there)).hasSize(1);
            assertThat(warnings(there).getFirst())
                    .endsWith("[\"m.room.topic\" \"\" was " + theirs.eventId() + " is none]");
            assertThat(counted(here)).containsExactly(Map.entry("none", 1.0));
        }
    }

    /// Nothing is taken back that way, so nobody needs to be woken.
    @BothDatabases
    void anEntryThatBecomesANewerOneIsCountedOnly(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu promoted = promote(here, there);
            Pdu earlier = there.make(List.of(promoted), topic(CAROL, "earlier"));
            Pdu later = there.make(List.of(promoted), topic(MALLORY, "later"));
            accept(here, later);
            accept(here, earlier);
            assertThat(currentState(here, there)).containsEntry(TOPIC, later.eventId());

            accept(here, there.make(List.of(promoted), levels(there, CAROL)));

            assertThat(currentState(here, there)).containsEntry(TOPIC, earlier.eventId());
            assertThat(warnings(there)).isEmpty();
            assertThat(counted(here)).containsExactly(Map.entry("newer", 1.0));
        }
    }

    @BothDatabases
    void whatEventsThemselvesChangeIsNeither(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu promoted = promote(here, there);
            accept(here, there.make(List.of(promoted), topic(MALLORY, "one")));
            accept(here, there.make(List.of(promoted), topic(CAROL, "two")));
            accept(here, there.make(List.of(promoted), message(CAROL, "three")));

            assertThat(warnings(there)).isEmpty();
            assertThat(counted(here)).isEmpty();
        }
    }
}
