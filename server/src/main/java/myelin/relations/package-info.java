/// What events say about others: edits, reactions, references, threads.
@NullMarked
package myelin.relations;

import org.jspecify.annotations.NullMarked;
