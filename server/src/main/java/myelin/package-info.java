/// Start of the server.
@NullMarked
package myelin;

import org.jspecify.annotations.NullMarked;
