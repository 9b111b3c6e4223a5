/// How users come into rooms and leave them.
@NullMarked
package myelin.memberships;

import org.jspecify.annotations.NullMarked;
