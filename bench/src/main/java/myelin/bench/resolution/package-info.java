/// What it costs to resolve the forks of a large room; `make bench-resolution` measures it beside Synapse.
@NullMarked
package myelin.bench.resolution;

import org.jspecify.annotations.NullMarked;
