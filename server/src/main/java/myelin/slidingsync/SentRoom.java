package myelin.slidingsync;

/// What a client has been sent of a room on one connection.
///
/// @param config as much as it was sent
/// @param dm whether it was told that the room is a direct chat
/// @param events up to which position of the EVENTS stream, or [#LIVE]
/// @param accountData the same of the ACCOUNT_DATA stream, or [#NEVER]
/// @param receipts the same of the RECEIPTS stream, or [#NEVER]
record SentRoom(RoomConfig config, boolean dm, long events, long accountData, long receipts) {

    /// Up to where the whole connection is.
    static final long LIVE = -1;

    /// Nothing yet.
    static final long NEVER = -2;

    static SentRoom first(RoomConfig config, boolean dm) {
        return new SentRoom(config, dm, LIVE, NEVER, NEVER);
    }

    /// Up to where the client knows the room.
    ///
    /// @param connection where the whole connection is
    long events(long connection) {
        return events == LIVE ? connection : events;
    }

    /// The same once all news are told.
    SentRoom told(RoomConfig now, boolean isDm) {
        return new SentRoom(now, isDm, LIVE, accountData, receipts);
    }

    SentRoom withEvents(long position) {
        return new SentRoom(config, dm, position, accountData, receipts);
    }

    SentRoom withAccountData(long position) {
        return new SentRoom(config, dm, events, position, receipts);
    }

    SentRoom withReceipts(long position) {
        return new SentRoom(config, dm, events, accountData, position);
    }
}
