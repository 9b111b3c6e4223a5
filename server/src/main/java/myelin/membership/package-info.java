/// How users come into rooms and leave them.
@NullMarked
package myelin.membership;

import org.jspecify.annotations.NullMarked;
