/// Who may read what of a room, and how clients see it.
@NullMarked
package myelin.history;

import org.jspecify.annotations.NullMarked;
