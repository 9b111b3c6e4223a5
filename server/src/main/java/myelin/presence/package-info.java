/// Who is there.
@NullMarked
package myelin.presence;

import org.jspecify.annotations.NullMarked;
