/// The state that follows from several: what forks conflict in, and what of their auth chains decides it.
@NullMarked
package myelin.resolution;

import org.jspecify.annotations.NullMarked;
