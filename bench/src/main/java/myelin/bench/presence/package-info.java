/// What it costs that servers know who is there.
@NullMarked
package myelin.bench.presence;

import org.jspecify.annotations.NullMarked;
