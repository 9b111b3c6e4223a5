/// Deleting for good what may not be kept any longer.
@NullMarked
package myelin.purge;

import org.jspecify.annotations.NullMarked;
