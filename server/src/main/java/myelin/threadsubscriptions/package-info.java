/// Which threads users follow.
@NullMarked
package myelin.threadsubscriptions;

import org.jspecify.annotations.NullMarked;
