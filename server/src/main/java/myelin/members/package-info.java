/// Who is in which room, as rows and in memory.
@NullMarked
package myelin.members;

import org.jspecify.annotations.NullMarked;
