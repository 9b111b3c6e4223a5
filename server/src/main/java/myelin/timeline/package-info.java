/// Reading a room's history.
@NullMarked
package myelin.timeline;

import org.jspecify.annotations.NullMarked;
