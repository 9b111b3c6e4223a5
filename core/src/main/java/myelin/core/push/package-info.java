/// Push rules: what the spec predefines, what a user changes, and which rule an event meets.
@NullMarked
package myelin.core.push;

import org.jspecify.annotations.NullMarked;
