/// Who is typing where.
@NullMarked
package myelin.typing;

import org.jspecify.annotations.NullMarked;
