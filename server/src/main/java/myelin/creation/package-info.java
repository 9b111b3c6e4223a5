/// How rooms come to life.
@NullMarked
package myelin.creation;

import org.jspecify.annotations.NullMarked;
