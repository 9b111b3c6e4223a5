/// What people write, as it is searched.
@NullMarked
package myelin.core.text;

import org.jspecify.annotations.NullMarked;
