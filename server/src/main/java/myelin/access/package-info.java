/// Who is calling: access tokens, the refresh and login tokens that lead to them, and when each device was last seen.
@NullMarked
package myelin.access;

import org.jspecify.annotations.NullMarked;
