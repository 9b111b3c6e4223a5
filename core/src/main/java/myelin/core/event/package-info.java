/// Events: what a PDU is, how one is made, what redaction leaves of it, and views on the content of some types.
@NullMarked
package myelin.core.event;

import org.jspecify.annotations.NullMarked;
