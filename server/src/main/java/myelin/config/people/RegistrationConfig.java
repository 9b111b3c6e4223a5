package myelin.config.people;

import java.util.List;
import myelin.core.id.RoomAlias;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// Who may make an account, and what a new account gets. Never logs its secret.
///
/// @param enableRegistration whether anybody may register (`enable_registration`)
/// @param enableRegistrationWithoutVerification the administrator's word that he wants open
///     registration without any check (`enable_registration_without_verification`)
/// @param registrationRequiresToken whether the `m.login.registration_token` stage is asked for
///     (`registration_requires_token`)
/// @param allowGuestAccess whether guests may have accounts (`allow_guest_access`)
/// @param registrationSharedSecret secret of `/_synapse/admin/v1/register`; null switches it off
///     (`registration_shared_secret`, `registration_shared_secret_path`)
/// @param names which localparts may be taken
/// @param autoJoin the rooms that new users enter
public record RegistrationConfig(
        boolean enableRegistration,
        boolean enableRegistrationWithoutVerification,
        boolean registrationRequiresToken,
        boolean allowGuestAccess,
        @Nullable String registrationSharedSecret,
        Names names,
        AutoJoin autoJoin) {

    /// @param inhibitUserInUseError whether `/register/available` and `/register` keep silent about
    ///     taken names until all stages are done (`inhibit_user_in_use_error`)
    /// @param allowUnderscorePrefix whether a name may begin with `_`
    ///     (`allow_underscore_prefixed_registration`, or as Synapse really reads it, `…_localpart`)
    public record Names(boolean inhibitUserInUseError, boolean allowUnderscorePrefix) {}

    /// Rooms that a new user joins.
    ///
    /// @param rooms their aliases (`auto_join_rooms`)
    /// @param forGuests whether guests enter, too (`auto_join_rooms_for_guests`)
    /// @param autocreate whether missing rooms of ours are made (`autocreate_auto_join_rooms`)
    /// @param federated whether rooms so made are open to other servers
    ///     (`autocreate_auto_join_rooms_federated`)
    /// @param preset the preset of rooms so made: `public_chat`, `private_chat` or
    ///     `trusted_private_chat` (`autocreate_auto_join_room_preset`)
    /// @param creatorLocalpart who makes them and invites; null: the first to register
    ///     (`auto_join_mxid_localpart`)
    public record AutoJoin(
            List<RoomAlias> rooms,
            boolean forGuests,
            boolean autocreate,
            boolean federated,
            String preset,
            @Nullable String creatorLocalpart) {}

    @Override
    public String toString() {
        return "RegistrationConfig[enableRegistration=" + enableRegistration + ", …]";
    }

    public static RegistrationConfig read(Section config) {
        var registration =
                new RegistrationConfig(
                        config.flag("enable_registration"),
                        config.flag("enable_registration_without_verification"),
                        config.flag("registration_requires_token"),
                        config.flag("allow_guest_access"),
                        config.secret("registration_shared_secret"),
                        new Names(
                                config.flag("inhibit_user_in_use_error"),
                                config.flag("allow_underscore_prefixed_registration")),
                        autoJoin(config));
        if (registration.enableRegistration
                && !registration.enableRegistrationWithoutVerification
                && !registration.registrationRequiresToken) {
            config.problem(
                    "enable_registration",
                    "would let anybody in, bots too: set registration_requires_token, or"
                            + " enable_registration_without_verification if that is what you want");
        }
        return registration;
    }

    private static AutoJoin autoJoin(Section config) {
        var autoJoin =
                new AutoJoin(
                        config.texts("auto_join_rooms", RoomAlias::parse, "a room alias"),
                        config.flag("auto_join_rooms_for_guests"),
                        config.flag("autocreate_auto_join_rooms"),
                        config.flag("autocreate_auto_join_rooms_federated"),
                        config.text("autocreate_auto_join_room_preset"),
                        config.optionalText("auto_join_mxid_localpart"));
        if (autoJoin.autocreate
                && !autoJoin.preset.equals("public_chat")
                && autoJoin.creatorLocalpart == null) {
            config.problem(
                    "autocreate_auto_join_room_preset",
                    "makes rooms that need an invite: set auto_join_mxid_localpart, who gives it");
        }
        return autoJoin;
    }
}
