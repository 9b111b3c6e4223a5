/// What a search for messages compares: texts, terms, and how well they fit.
@NullMarked
package myelin.core.search;

import org.jspecify.annotations.NullMarked;
