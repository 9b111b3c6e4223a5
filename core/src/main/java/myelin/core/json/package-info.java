/// JSON as Matrix needs it: an immutable tree, a strict parser, the canonical writer, and records.
@NullMarked
package myelin.core.json;

import org.jspecify.annotations.NullMarked;
