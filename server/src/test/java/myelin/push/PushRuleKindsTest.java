package myelin.push;

import myelin.BothDatabases;
import myelin.TestServer;

final class PushRuleKindsTest {

    /// Clients look whether there are rules of kinds that are still proposed, and take any other
    /// answer than 404 for a yes.
    @BothDatabases
    void aRuleOfAnUnknownKindIsNotThere(TestServer server) {
        server.user("alice")
                .get("/pushrules/global/postcontent/.io.element.msc4306.rule.subscribed_thread")
                .isError(404, "M_NOT_FOUND");
    }
}
