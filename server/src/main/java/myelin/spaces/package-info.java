/// Spaces as trees of rooms, and what a room shows before one joins it.
@NullMarked
package myelin.spaces;

import org.jspecify.annotations.NullMarked;
