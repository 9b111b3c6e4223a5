package myelin.http;

import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;

/// The user who calls, as the access token proved.
///
/// @param user who it is
/// @param device the device the token belongs to; absent for tokens of application services and of administrators
/// @param tokenNumber our number of the token; 0 when it has none
/// @param guest a guest account
/// @param admin an administrator of this server
/// @param shadowBanned what this user does is accepted and then forgotten
/// @param appservice the id of the application service that calls in the user's name
public record Requester(
        UserId user,
        Optional<DeviceId> device,
        long tokenNumber,
        boolean guest,
        boolean admin,
        boolean shadowBanned,
        Optional<String> appservice) {}
