/// The servers that calls go through.
@NullMarked
package myelin.voip;

import org.jspecify.annotations.NullMarked;
