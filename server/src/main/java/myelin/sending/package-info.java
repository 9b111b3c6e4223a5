/// What clients send into rooms: what must be right in it, and the endpoints.
@NullMarked
package myelin.sending;

import org.jspecify.annotations.NullMarked;
