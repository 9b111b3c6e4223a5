/// The identifiers of Matrix, each parsed once, at the edge.
@NullMarked
package myelin.core.id;

import org.jspecify.annotations.NullMarked;
