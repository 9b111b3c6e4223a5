/// The states of rooms: immutable trees that share what they have in common.
@NullMarked
package myelin.state;

import org.jspecify.annotations.NullMarked;
