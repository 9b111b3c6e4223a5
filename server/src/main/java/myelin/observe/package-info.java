/// What can be seen of the running program: metrics, health, and the request that a piece of work belongs to.
@NullMarked
package myelin.observe;

import org.jspecify.annotations.NullMarked;
