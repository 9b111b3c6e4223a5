/// Searching for users by their names.
@NullMarked
package myelin.userdirectory;

import org.jspecify.annotations.NullMarked;
