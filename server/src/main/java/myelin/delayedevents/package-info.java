/// Events that clients want sent later, unless something happens meanwhile (MSC4140).
@NullMarked
package myelin.delayedevents;

import org.jspecify.annotations.NullMarked;
