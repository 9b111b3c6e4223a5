/// Benchmarks of what is done for every event; `make bench` runs them.
@NullMarked
package myelin.bench;

import org.jspecify.annotations.NullMarked;
