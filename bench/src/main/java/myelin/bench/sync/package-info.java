/// What `/sync` and sliding sync cost, asked of a whole server.
@NullMarked
package myelin.bench.sync;

import org.jspecify.annotations.NullMarked;
