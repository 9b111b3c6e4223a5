/// What users keep of a room follows them into the room that replaces it.
@NullMarked
package myelin.upgrades;

import org.jspecify.annotations.NullMarked;
