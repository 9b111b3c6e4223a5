/// What has changed for a user, room by room as the client asks for them: simplified sliding sync.
@NullMarked
package myelin.slidingsync;

import org.jspecify.annotations.NullMarked;
