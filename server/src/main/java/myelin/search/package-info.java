/// Searching in what was said, and in the names and topics of rooms.
@NullMarked
package myelin.search;

import org.jspecify.annotations.NullMarked;
