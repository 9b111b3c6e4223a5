/// Streams: everything that clients or peers may ask for later is a row with a position in one of these.
@NullMarked
package myelin.stream;

import org.jspecify.annotations.NullMarked;
