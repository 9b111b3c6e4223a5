/// What picks events for a client: filters of the spec, and the globs and property paths they are made of.
@NullMarked
package myelin.core.filter;

import org.jspecify.annotations.NullMarked;
