/// Tokens by which a user proves to others who it is.
@NullMarked
package myelin.openid;

import org.jspecify.annotations.NullMarked;
