/// Rooms: what each room version changed, and the words of their state (membership, join rules, power levels).
@NullMarked
package myelin.core.room;

import org.jspecify.annotations.NullMarked;
