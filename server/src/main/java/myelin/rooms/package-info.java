/// The event graph: rooms, their events, their state, and the one way to add to them.
@NullMarked
package myelin.rooms;

import org.jspecify.annotations.NullMarked;
