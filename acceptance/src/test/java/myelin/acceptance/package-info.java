/// Tests which see Myelin only from outside: whole servers, several nodes, real clients.
@NullMarked
package myelin.acceptance;

import org.jspecify.annotations.NullMarked;
