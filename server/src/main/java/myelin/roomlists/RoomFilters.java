package myelin.roomlists;

import java.util.List;
import myelin.core.json.Json;
import org.jspecify.annotations.Nullable;

/// Which rooms belong into a list; what is not said excludes none.
///
/// @param isDm present, or not, in the user's `m.direct`
/// @param spaces children of one of these spaces, in which the user must be
/// @param isInvite the user is invited, or not
/// @param isInvited the same, under its later name
/// @param roomTypes of one of these types; null stands for rooms without one
/// @param notRoomTypes of none of these types
/// @param roomNameLike with this text in its name, in whatever case
/// @param tags with one of these tags
/// @param notTags with none of these tags
public record RoomFilters(
        @Nullable Boolean isDm,
        @Nullable List<String> spaces,
        @Nullable Boolean isEncrypted,
        @Nullable Boolean isInvite,
        @Nullable Boolean isInvited,
        @Nullable List<Json> roomTypes,
        @Nullable List<Json> notRoomTypes,
        @Nullable String roomNameLike,
        @Nullable List<String> tags,
        @Nullable List<String> notTags) {

    /// Excludes no room.
    public static final RoomFilters NONE =
            new RoomFilters(null, null, null, null, null, null, null, null, null, null);

    /// Whether the user has to be invited, or must not be.
    @Nullable Boolean invited() {
        return isInvite == null ? isInvited : isInvite;
    }
}
