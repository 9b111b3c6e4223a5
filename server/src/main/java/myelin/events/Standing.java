package myelin.events;

/// What the [checks on receipt](https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu)
/// have made of an event. Only what is accepted is in a timeline.
public enum Standing {
    /// Part of the room, and shown to those who may see it.
    ACCEPTED("accepted"),

    /// Part of the room's graph, but clients don't see it, and new events don't refer to it: the room
    /// as it is now would not permit it.
    SOFT_FAILED("soft failed"),

    /// Not permitted by the state before it: it has no part in any state of ours. In one that another server gives us
    /// it may, and then resolution judges it as any other event.
    REJECTED("rejected"),

    /// Not permitted by its auth events, or not signed by whom it must be: no state makes it good, and resolution does
    /// not know it.
    REJECTED_BY_AUTH_EVENTS("rejected by auth events"),

    /// Known only because others cite it: its place in the graph is not, and so neither is the state
    /// before it.
    OUTLIER("outlier");

    private final String text;

    Standing(String text) {
        this.text = text;
    }

    /// Whether it is rejected, for whatever reason.
    public boolean isRejected() {
        return this == REJECTED || this == REJECTED_BY_AUTH_EVENTS;
    }

    /// As the database holds it.
    String text() {
        return text;
    }

    static Standing of(String text) {
        for (Standing standing : values()) {
            if (standing.text.equals(text)) {
                return standing;
            }
        }
        throw new IllegalStateException("no such standing: " + text);
    }
}
