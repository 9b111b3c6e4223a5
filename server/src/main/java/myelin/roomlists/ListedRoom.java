package myelin.roomlists;

import java.util.Comparator;
import myelin.core.id.RoomId;
import myelin.core.room.Membership;
import myelin.members.RoomMember;
import myelin.rooms.RoomListing;

/// A user's room, as it stands in lists.
public record ListedRoom(RoomMember member, RoomListing listing) {

    /// Where something happened last comes first.
    static final Comparator<ListedRoom> NEWEST_FIRST =
            Comparator.comparingLong(ListedRoom::activity)
                    .reversed()
                    .thenComparing(room -> room.id().value());

    /// The room's id.
    public RoomId id() {
        return member.room();
    }

    /// The position of what happened last for the user: what goes on in a room where the user is not
    /// does not count.
    public long activity() {
        return member.membership() == Membership.JOIN ? listing.position() : member.position();
    }
}
