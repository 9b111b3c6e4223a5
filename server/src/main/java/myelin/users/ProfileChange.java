package myelin.users;

import java.util.Optional;
import myelin.core.id.UserId;
import myelin.core.json.Json;

/// A field of a profile has changed.
///
/// @param user whose profile
/// @param field its name, as `displayname`
/// @param value what it is now; absent when it was removed
/// @param position in stream PROFILES
public record ProfileChange(UserId user, String field, Optional<Json> value, long position) {}
