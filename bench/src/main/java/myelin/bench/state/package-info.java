/// What states of rooms cost in a database, stored in one way or another: the figures of ADR 7.
@NullMarked
package myelin.bench.state;

import org.jspecify.annotations.NullMarked;
