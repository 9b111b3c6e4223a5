/// What users tell others of themselves: display names, avatars, and fields of their choice.
@NullMarked
package myelin.profiles;

import org.jspecify.annotations.NullMarked;
