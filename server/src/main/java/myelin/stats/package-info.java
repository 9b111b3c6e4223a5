/// Counts of rooms and users, for administrators.
@NullMarked
package myelin.stats;

import org.jspecify.annotations.NullMarked;
