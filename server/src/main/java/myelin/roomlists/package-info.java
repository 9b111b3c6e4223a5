/// A user's rooms in the order of their activity, and filters on them.
@NullMarked
package myelin.roomlists;

import org.jspecify.annotations.NullMarked;
