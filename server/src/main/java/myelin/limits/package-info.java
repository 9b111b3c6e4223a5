/// How often somebody may do something: one token bucket per limit and key.
@NullMarked
package myelin.limits;

import org.jspecify.annotations.NullMarked;
