/// Events as this server has stored them, and what of them it remembers.
@NullMarked
package myelin.events;

import org.jspecify.annotations.NullMarked;
