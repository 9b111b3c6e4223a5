package myelin.threadsubscriptions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Subscribing to threads, and paging through what has changed.
final class ThreadSubscriptionsTest {

    private static final String ON = "experimental_features: {msc4306_enabled: true}";

    private static String path(TestRoom room, String root) {
        return "/_matrix/client/unstable/io.element.msc4306/rooms/"
                + room
                + "/thread/"
                + root
                + "/subscription";
    }

    private static TestAnswer automatic(TestUser user, TestRoom room, String root, String cause) {
        return user.put(path(room, root), JsonObject.of("automatic", cause));
    }

    private static TestAnswer changes(TestUser user, String parameters) {
        return user.get(
                "/_matrix/client/unstable/io.element.msc4308/thread_subscriptions?dir=b"
                        + parameters);
    }

    @BothDatabases
    @Configured(ON)
    void aThreadIsSubscribedToAndLeft(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");

        alice.get(path(room, root)).isError(404, "M_NOT_FOUND");
        alice.put(path(room, root), JsonObject.EMPTY).ok();
        assertThat(alice.get(path(room, root)).text("automatic")).contains("false");
        alice.delete(path(room, root)).ok();
        alice.get(path(room, root)).isError(404, "M_NOT_FOUND");
        alice.delete(path(room, root)).ok();
    }

    @BothDatabases
    @Configured(ON)
    void anAutomaticSubscriptionGivesWayToAnother(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String cause = alice.answers(room, root, "b");

        automatic(alice, room, root, cause).ok();
        assertThat(alice.get(path(room, root)).text("automatic")).contains("true");
        alice.put(path(room, root), JsonObject.EMPTY).ok();
        automatic(alice, room, root, cause).ok();
        assertThat(alice.get(path(room, root)).text("automatic")).contains("false");
    }

    @BothDatabases
    @Configured(ON)
    void whoHasUnsubscribedIsNotBroughtBackByWhatWasThen(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String before = alice.answers(room, root, "b");
        alice.put(path(room, root), JsonObject.EMPTY).ok();
        alice.delete(path(room, root)).ok();

        automatic(alice, room, root, before)
                .isError(409, "IO.ELEMENT.MSC4306.M_CONFLICTING_UNSUBSCRIPTION");
        automatic(alice, room, root, alice.answers(room, root, "b")).ok();
        assertThat(alice.get(path(room, root)).text("automatic")).contains("true");
    }

    @BothDatabases
    @Configured(ON)
    void theCauseMustBeInTheThread(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String other = alice.says(room, "other");

        automatic(alice, room, root, root).isError(400, "IO.ELEMENT.MSC4306.M_NOT_IN_THREAD");
        automatic(alice, room, root, alice.answers(room, other, "b"))
                .isError(400, "IO.ELEMENT.MSC4306.M_NOT_IN_THREAD");
        automatic(alice, room, root, "$unknown").isError(404, "M_NOT_FOUND");
        automatic(alice, room, root, "unknown").isError(400, "M_INVALID_PARAM");
        alice.put(path(room, root), JsonObject.of("automatic", 5)).isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    @Configured(ON)
    void onlyWhoSeesTheRootSubscribes(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");

        bob.put(path(room, root), JsonObject.EMPTY).isError(404, "M_NOT_FOUND");
        bob.get(path(room, root)).isError(404, "M_NOT_FOUND");
        bob.delete(path(room, root)).isError(404, "M_NOT_FOUND");
        alice.put(path(room, "$unknown"), JsonObject.EMPTY).isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    @Configured(ON)
    void changesArePagedBackwards(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String one = alice.says(room, "one");
        String two = alice.says(room, "two");
        String three = alice.says(room, "three");
        bob.put(path(room, one), JsonObject.EMPTY).ok();
        for (String root : List.of(one, two, three)) {
            alice.put(path(room, root), JsonObject.EMPTY).ok();
        }
        alice.delete(path(room, one)).ok();

        TestAnswer first = changes(alice, "&limit=2");
        assertThat(roots(first, "unsubscribed", room)).containsExactly(one);
        assertThat(roots(first, "subscribed", room)).containsExactly(three);
        TestAnswer second = changes(alice, "&limit=2&from=" + first.text("end").orElseThrow());
        assertThat(roots(second, "subscribed", room)).containsExactly(two);
        assertThat(second.text("end")).isEmpty();
        long stamp = second.number("subscribed", room.toString(), two, "bump_stamp");
        assertThat(roots(changes(alice, "&to=ts" + stamp), "subscribed", room))
                .containsExactly(three);
        assertThat(roots(changes(bob, ""), "subscribed", room)).containsExactly(one);
    }

    private static List<String> roots(TestAnswer answer, String part, TestRoom room) {
        answer.ok();
        return answer.find(part, room.toString())
                .map(JsonObject.class::cast)
                .map(JsonObject::keys)
                .orElse(List.of());
    }

    @BothDatabases
    @Configured(ON)
    void oddParametersOfPagingAreRefused(TestServer server) {
        TestUser alice = server.user("alice");

        changes(alice, "&limit=0").isError(400, "M_INVALID_PARAM");
        changes(alice, "&from=x").isError(400, "M_INVALID_PARAM");
        changes(alice, "&to=ts99999999999999999999").isError(400, "M_INVALID_PARAM");
        assertThat(changes(alice, "&to=" + alice.sync().next()).ok().isEmpty()).isTrue();
        alice.get("/_matrix/client/unstable/io.element.msc4308/thread_subscriptions")
                .isError(400, "M_MISSING_PARAM");
    }

    @BothDatabases
    void withoutTheSwitchThereIsNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.put(path(room, alice.says(room, "root")), JsonObject.EMPTY)
                .isError(404, "M_UNRECOGNIZED");
        changes(alice, "").isError(404, "M_UNRECOGNIZED");
    }
}
