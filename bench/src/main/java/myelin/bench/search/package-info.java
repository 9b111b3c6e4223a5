/// What searching in messages costs.
@NullMarked
package myelin.bench.search;

import org.jspecify.annotations.NullMarked;
