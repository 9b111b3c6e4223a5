package myelin;

import myelin.core.id.RoomId;

/// A room; as text its id.
public record TestRoom(RoomId id) {

    @Override
    public String toString() {
        return id.value();
    }
}
