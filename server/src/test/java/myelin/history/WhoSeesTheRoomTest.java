package myelin.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestServer;
import org.assertj.core.api.SoftAssertions;

/// Every way to learn of a room what is no message: its state, its members, and that it is there. Each row of the table
/// is a way, each column somebody who tries it. What messages they see says [myelin.timeline.WhoReadsWhatTest].
///
/// The topic, and the creator's name in the room, is `before` while nobody else is there; `during` while those are there
/// who are gone later; `after` since. So a cell tells which state is seen: that word, or the status of the error; `-`
/// where the room is not told of, and `yes` where there is only one thing to be told. What is left out of a row is as
/// in the column to its left.
///
/// `late` joined after the others had gone, `visitor` is a guest who did so, `guest` one who did not; `left` went, `kicked`
/// and `banned` were made to, `forgot` went and has forgotten the room. One needs an invitation to join it by then, as
/// `invited` has one and `knocking` asks for one.
final class WhoSeesTheRoomTest {

    private static final String PRESENCE = "presence: {enabled: true}";
    private static final String THREADS = "experimental_features: {msc4306_enabled: true}";
    private static final String REPORTS = "rc_reports: {per_second: 1000, burst_count: 1000}";

    /// A row holds where it says so: for each visibility the first one does that names it, or `any`.
    ///
    /// Reasons, with the operation of the client-server API or the section that says so:
    ///
    /// - *now, then*: "If the user is joined to the room then the state is taken from the current state of the room. If
    ///   the user has left the room then the state is taken from the state of the room when they left"
    ///   (getRoomStateWithKey; getRoomState, getMembersByRoom, roomInitialSync and initialSync say the same). Who was
    ///   banned has left as well; but where all may read the room he is one of all, as his membership is no `leave`.
    ///   To others: "You aren't a member of the room and weren't previously a member of the room" (403). A forgotten
    ///   room is as if one had never been there (forgetRoom).
    /// - *world*: "All events while this is the `m.room.history_visibility` value may be shared by any participating
    ///   homeserver with any authenticated user, regardless of whether they have ever joined the room. This includes
    ///   guest users" (room history visibility).
    /// - *history*: rules 1 to 5 of room history visibility, at the newest event of that time.
    /// - *guests*: what is not in the list of guest access is not for guests.
    /// - *members*: for those who are joined only, by the text of the operation.
    /// - *door*: who is invited or knocks gets stripped state (stripped state), as it was then.
    /// - *accessible*: to those who are joined or invited, and to everybody where all may read it or ask to be let in
    ///   (getRoomSummary names these rooms, for those who bring no token).
    /// - *shared*: "users that share a room with the requesting user", "users who are joined to rooms … that have a
    ///   `public` join rule" or a "`world_readable` history visibility" (searchUserDirectory; presence says the same
    ///   in its own words).
    /// - *public*: meant for everybody.
    private static final String TABLE =
            """
            | way                       | visibility     | creator | late   | visitor | invited | knocking | left   | kicked | banned | forgot | stranger | guest  | reason
            | state                     | world_readable | after   |        |         |         |          | during |        | after  |        |          |        | now, then; world
            | state                     | any            | after   |        |         | 403     |          | during |        |        | 403    |          |        | now, then
            | state of a type           | world_readable | after   |        |         |         |          | during |        | after  |        |          |        | now, then; world
            | state of a type           | any            | after   |        |         | 403     |          | during |        |        | 403    |          |        | now, then
            | state as an event         | world_readable | after   |        |         |         |          | during |        | after  |        |          |        | now, then; world
            | state as an event         | any            | after   |        |         | 403     |          | during |        |        | 403    |          |        | now, then
            | state of no such type     | world_readable | 404     |        |         |         |          |        |        |        |        |          |        | who may not look is told nothing
            | state of no such type     | any            | 404     |        |         | 403     |          | 404    |        |        | 403    |          |        | who may not look is told nothing
            | members                   | world_readable | after   |        |         |         |          | during |        | after  |        |          |        | now, then; world
            | members                   | any            | after   |        |         | 403     |          | during |        |        | 403    |          |        | now, then
            | members who are joined    | world_readable | after   |        |         |         |          | during |        | after  |        |          |        | now, then; world
            | members who are joined    | any            | after   |        |         | 403     |          | during |        |        | 403    |          |        | now, then
            | members who did not leave | world_readable | after   |        |         |         |          | during |        | after  |        |          |        | now, then; world
            | members who did not leave | any            | after   |        |         | 403     |          | during |        |        | 403    |          |        | now, then
            | members before            | world_readable | before  |        |         |         |          |        |        |        |        |          |        | history
            | members before            | shared         | before  |        |         | 403     |          | before |        |        | 403    |          |        | history
            | members before            | any            | before  | 403    |         |         |          |        |        |        |        |          |        | history
            | members during            | world_readable | during  |        |         |         |          |        |        |        |        |          |        | history
            | members during            | shared         | during  |        |         | 403     |          | during |        |        | 403    |          |        | history
            | members during            | any            | during  | 403    |         |         |          | during |        |        | 403    |          |        | history
            | members after             | world_readable | after   |        |         |         |          |        |        |        |        |          |        | history
            | members after             | any            | after   |        |         | 403     |          | during |        |        | 403    |          |        | history: no later than the end of the stay
            | joined members            | any            | after   |        | 403     |         |          |        |        |        |        |          |        | members: "You aren't a member of the room." (403); guests
            | aliases                   | world_readable | yes     |        | 403     | yes     |          |        |        |        |        |          | 403    | world; guests
            | aliases                   | any            | yes     |        | 403     |         |          |        |        |        |        |          |        | members; guests
            | room initialSync          | world_readable | after   |        |         |         |          | during |        | after  |        |          |        | now, then; world
            | room initialSync          | any            | after   |        |         | 403     |          | during |        |        | 403    |          |        | now, then
            | initialSync               | any            | after   |        | 403     | invite  | -        |        |        |        |        |          | 403    | now, then; guests
            | initialSync with archived | any            | after   |        | 403     | invite  | -        | during |        | -      |        |          | 403    | now, then: "rooms that the user has left", not those he is banned from; guests
            | sync                      | any            | join after |     |         | invite after | knock after | leave during | | | -    |          |        | now, then; door
            | sliding sync list         | any            | join after |     |         | invite after | knock after | -   | leave during | ban during | - | |       | MSC4186: rooms that one has left by himself are in no list; door
            | sliding sync subscription | any            | join after |     |         | invite after | knock after | leave during | | ban during | - | |      | MSC4186; door
            | sliding sync before v4    | any            | after   |        |         |         |          | during |        |        | -      |          |        | as above
            | heroes                    | any            | yes     |        |         | -       |          |        |        |        |        |          |        | members: in rooms.join and for joined rooms of MSC4186 only
            | context's state           | world_readable | during  |        |         |         |          |        |        |        |        |          |        | history
            | context's state           | shared         | during  |        |         | 404     |          | during |        |        | 404    |          |        | history
            | context's state           | any            | during  | 404    |         |         |          | during |        |        | 404    |          |        | history
            | context's last state      | world_readable | after   |        |         |         |          |        |        |        |        |          |        | history
            | context's last state      | shared         | after   |        |         | 404     |          | during |        |        | 404    |          |        | history: the state at the last event that is seen
            | context's last state      | any            | after   | 404    |         |         |          | during |        |        | 404    |          |        | history
            | summary                   | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | accessible
            | summary                   | any            | yes     |        |         |         | 404      |        |        |        |        |          |        | accessible
            | unstable summary          | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | accessible
            | unstable summary          | any            | yes     |        |         |         | 404      |        |        |        |        |          |        | accessible
            | nheko's summary           | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | accessible
            | nheko's summary           | any            | yes     |        |         |         | 404      |        |        |        |        |          |        | accessible
            | hierarchy                 | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | accessible
            | hierarchy                 | any            | yes     |        |         |         | 403      |        |        |        |        |          |        | accessible
            | hierarchy of the space    | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | accessible: else left out of the space, which all may see
            | hierarchy of the space    | any            | yes     |        |         |         | -        |        |        |        |        |          |        | accessible
            | thread subscription       | world_readable | yes     |        | 403     | yes     |          |        |        |        |        |          | 403    | MSC4306: of events that one may see; guests
            | thread subscription       | shared         | yes     |        | 403     | 404     |          | yes    |        |        | 404    |          | 403    | history; guests
            | thread subscription       | any            | yes     | 404    | 403     | 404     |          | yes    |        |        | 404    |          | 403    | history; guests
            | receipts in sync          | any            | yes     |        |         | -       |          |        |        |        |        |          |        | members
            | typing in sync            | any            | yes     |        |         | -       |          |        |        |        |        |          |        | members
            | presence in sync          | any            | yes     |        |         | -       |          |        |        |        |        |          |        | shared
            | receipts in events        | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | world: what goes on in the room (room previews)
            | receipts in events        | any            | yes     |        |         | 403     |          |        |        |        |        |          |        | for "users who have not joined the room" only where all may read it (peekEvents, room previews)
            | typing in events          | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | world
            | typing in events          | any            | yes     |        |         | 403     |          |        |        |        |        |          |        | the same
            | presence in events        | any            | yes     |        | 400     | -       |          |        |        |        |        |          | 400    | shared; guests must name a room (guest access: "as used for room previews")
            | presence status           | any            | yes     |        | 403     |         |          |        |        |        |        |          |        | shared: "You are not allowed to see this user's presence status." (403); guests
            | profile                   | any            | yes     |        |         |         |          |        |        |        |        |          |        | public
            | mutual rooms              | any            | -       | yes    | 403     | -       |          |        |        |        |        |          | 403    | "the list of rooms that the user shares with another user"; guests
            | user directory            | world_readable | -       | yes    | 403     | yes     |          |        |        |        |        |          | 403    | shared; guests
            | user directory            | any            | -       | yes    | 403     | -       |          |        |        |        |        |          | 403    | shared; guests
            | public rooms              | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | public: published rooms
            | public rooms              | any            | -       |        |         |         |          |        |        |        |        |          |        | "automatically excluding rooms with `invite` join rules that are not `world_readable`" (published room directory)
            | public rooms by search    | world_readable | yes     |        |         |         |          |        |        |        |        |          |        | public
            | public rooms by search    | any            | -       |        |         |         |          |        |        |        |        |          |        | the same
            | visibility in the list    | any            | yes     |        |         |         |          |        |        |        |        |          |        | public
            | alias                     | any            | yes     |        |         |         |          |        |        |        |        |          |        | public
            | report of an event        | any            | yes     |        | 403     | 404     |          |        |        |        |        |          | 403    | "The event was not found or you are not joined to the room" (404); guests
            | report of the room        | any            | yes     |        | 403     | yes     |          |        |        |        |        |          | 403    | "The caller is not required to be joined to the room"; guests
            | joined rooms              | any            | yes     |        | 403     | -       |          |        |        |        |        |          | 403    | members; guests
            | notifications             | any            | -       | yes    | 403     | -       |          |        |        |        |        |          | 403    | of what was said while one was there; guests
            """;

    /// By way and viewer what is seen.
    private static Map<String, Map<String, String>> expected(String visibility) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        List<String> columns = List.of();
        for (String line : TABLE.lines().toList()) {
            List<String> cells =
                    List.of(line.substring(1).split("\\|")).stream().map(String::strip).toList();
            if (columns.isEmpty()) {
                columns = cells;
            } else if (cells.get(1).equals("any") || cells.get(1).equals(visibility)) {
                rows.putIfAbsent(cells.getFirst(), row(columns, cells));
            }
        }
        return rows;
    }

    private static Map<String, String> row(List<String> columns, List<String> cells) {
        Map<String, String> row = new LinkedHashMap<>();
        String last = "";
        for (int column = 2; column < columns.size() - 1; column++) {
            last = cells.get(column).isEmpty() ? last : cells.get(column);
            row.put(columns.get(column), last);
        }
        return row;
    }

    private static void check(TestServer server, String visibility) {
        Map<String, Map<String, String>> expected = expected(visibility);
        RoomScene scene = RoomScene.of(server, visibility);
        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(expected.keySet()).isEqualTo(RoomWays.ALL.keySet());
            RoomWays.ALL.forEach((name, way) -> {
                Map<String, String> seen = new LinkedHashMap<>();
                scene.viewers().forEach((viewer, user) -> seen.put(viewer, way.seen(scene, user)));
                softly.assertThat(new TreeMap<>(seen))
                        .as("%s where it is %s", name, visibility)
                        .isEqualTo(new TreeMap<>(expected.getOrDefault(name, Map.of())));
            });
        });
    }

    @BothDatabases
    @Configured({PRESENCE, THREADS, REPORTS})
    void aWorldReadableRoom(TestServer server) {
        check(server, "world_readable");
    }

    @BothDatabases
    @Configured({PRESENCE, THREADS, REPORTS})
    void aSharedRoom(TestServer server) {
        check(server, "shared");
    }

    @BothDatabases
    @Configured({PRESENCE, THREADS, REPORTS})
    void aRoomForTheInvited(TestServer server) {
        check(server, "invited");
    }

    @BothDatabases
    @Configured({PRESENCE, THREADS, REPORTS})
    void aRoomForTheJoined(TestServer server) {
        check(server, "joined");
    }
}
