/// Entering rooms without being asked.
@NullMarked
package myelin.autoaccept;

import org.jspecify.annotations.NullMarked;
