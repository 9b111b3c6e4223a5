/// The state of a room: which event stands under each type and state key, and how forks of it are resolved.
@NullMarked
package myelin.core.state;

import org.jspecify.annotations.NullMarked;
