package myelin.presence;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Whether somebody is there. The later counts where several devices, or nodes, say different things.
enum PresenceState {
    OFFLINE("offline"),
    UNAVAILABLE("unavailable"),
    ONLINE("online"),
    /// There, and not to be disturbed (MSC3026, which is not in the specification yet).
    BUSY("org.matrix.msc3026.busy");

    private static final Map<String, PresenceState> BY_TEXT =
            Arrays.stream(values())
                    .collect(Collectors.toMap(PresenceState::text, Function.identity()));

    private final String text;

    PresenceState(String text) {
        this.text = text;
    }

    static Optional<PresenceState> of(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    /// What clients say.
    String text() {
        return text;
    }

    /// Which of both counts.
    PresenceState or(PresenceState other) {
        return compareTo(other) < 0 ? other : this;
    }
}
