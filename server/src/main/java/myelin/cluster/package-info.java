/// Several servers as one: whose work it is, what moved, and work behind streams and over all rows.
@NullMarked
package myelin.cluster;

import org.jspecify.annotations.NullMarked;
