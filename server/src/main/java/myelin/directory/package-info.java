/// Room aliases of this server, and which rooms its directory shows.
@NullMarked
package myelin.directory;

import org.jspecify.annotations.NullMarked;
