/// The cryptographic provider that the server runs on, and random text.
@NullMarked
package myelin.crypto;

import org.jspecify.annotations.NullMarked;
