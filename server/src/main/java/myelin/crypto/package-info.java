/// The cryptographic provider that the server runs on.
@NullMarked
package myelin.crypto;

import org.jspecify.annotations.NullMarked;
