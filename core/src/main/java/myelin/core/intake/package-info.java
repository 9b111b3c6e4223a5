/// The checks on receipt of an event from another server, step by step; each gives an outcome and never fetches.
@NullMarked
package myelin.core.intake;

import org.jspecify.annotations.NullMarked;
