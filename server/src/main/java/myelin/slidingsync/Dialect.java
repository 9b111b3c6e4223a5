package myelin.slidingsync;

/// The two forms of sliding sync: what clients spoke with Synapse before MSC4186 was accepted, and what
/// was accepted
/// ([the differences](https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/4186-simplified-sliding-sync.md#changelog)).
enum Dialect {
    LEGACY("invite_state", "unstable_expanded_timeline"),
    ACCEPTED("stripped_state", "expanded_timeline");

    private final String strippedState;
    private final String expandedTimeline;

    Dialect(String strippedState, String expandedTimeline) {
        this.strippedState = strippedState;
        this.expandedTimeline = expandedTimeline;
    }

    /// The key of what is told to those who are not in the room.
    String strippedState() {
        return strippedState;
    }

    /// The key that says that older events are told than before.
    String expandedTimeline() {
        return expandedTimeline;
    }

    /// Whether rooms tell how many of their events are unread.
    boolean countsUnread() {
        return this == LEGACY;
    }

    /// Whether lists tell which rooms are in their windows, rather than rooms which lists show them.
    boolean hasListOperations() {
        return this == LEGACY;
    }

    /// Whether rooms tell what the user's membership is, and which lists show them.
    boolean tellsMembership() {
        return this == ACCEPTED;
    }

    /// Whether it is told when state, a name or an avatar is gone.
    boolean tellsRemovals() {
        return this == ACCEPTED;
    }
}
