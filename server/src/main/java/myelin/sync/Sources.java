package myelin.sync;

import myelin.accountdata.AccountData;
import myelin.history.History;
import myelin.presence.Presence;
import myelin.push.Push;
import myelin.receipts.Receipts;
import myelin.relations.Relations;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.threadsubscriptions.ThreadSubscriptions;
import myelin.typing.Typing;

/// Everything that `/sync` tells of.
public record Sources(
        Database database,
        Rooms rooms,
        History history,
        Relations relations,
        AccountData accountData,
        Receipts receipts,
        Typing typing,
        Presence presence,
        Push push,
        ThreadSubscriptions threadSubscriptions) {}
