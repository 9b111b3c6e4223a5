/// The tables' history: the steps which brought them to their form, and taking those that are missing.
@NullMarked
package myelin.schema;

import org.jspecify.annotations.NullMarked;
