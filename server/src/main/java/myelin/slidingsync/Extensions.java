package myelin.slidingsync;

import java.util.List;
import myelin.core.json.JsonName;
import org.jspecify.annotations.Nullable;

/// What a client wants beside rooms. Those that are not known here are ignored.
record Extensions(
        @Nullable ToDevice toDevice,
        @Nullable Toggle e2ee,
        @Nullable OfRooms accountData,
        @Nullable OfRooms receipts,
        @Nullable OfRooms typing,
        @JsonName("io.element.msc4308.thread_subscriptions") @Nullable Changes threads) {

    /// The name of the one that tells which threads the user follows.
    static final String THREADS = "io.element.msc4308.thread_subscriptions";

    static final Extensions NONE = new Extensions(null, null, null, null, null, null);

    /// Messages to the device (MSC3885).
    ///
    /// @param since up to where the client has them
    record ToDevice(@Nullable Boolean enabled, @Nullable Long limit, @Nullable String since) {
        boolean isOn() {
            return Boolean.TRUE.equals(enabled);
        }
    }

    /// What has changed of something (MSC4308).
    ///
    /// @param limit the most changes that are told
    record Changes(@Nullable Boolean enabled, @Nullable Long limit) {
        boolean isOn() {
            return Boolean.TRUE.equals(enabled);
        }
    }

    /// One that has no parameters.
    record Toggle(@Nullable Boolean enabled) {
        boolean isOn() {
            return Boolean.TRUE.equals(enabled);
        }
    }

    /// One that tells of rooms.
    ///
    /// @param lists of the rooms in the windows of these lists; `*` or nothing said: of all lists
    /// @param rooms of these rooms, where the client subscribes to them; `*` or nothing said: of all to which
    ///     it does
    record OfRooms(
            @Nullable Boolean enabled, @Nullable List<String> lists, @Nullable List<String> rooms) {

        private static final String ALL = "*";

        boolean isOn() {
            return Boolean.TRUE.equals(enabled);
        }

        /// Whether it tells of a room that the answer is about.
        boolean wants(Interest.Room room) {
            List<String> subscribed = room.subscribed() ? List.of(room.id().value()) : List.of();
            return wants(rooms, subscribed) || wants(lists, room.lists());
        }

        private static boolean wants(@Nullable List<String> wanted, List<String> is) {
            return (wanted == null || wanted.contains(ALL))
                    ? !is.isEmpty()
                    : is.stream().anyMatch(wanted::contains);
        }
    }
}
