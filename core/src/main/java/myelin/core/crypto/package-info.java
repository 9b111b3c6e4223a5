/// Signatures of JSON with Ed25519, and the base64 of Matrix.
@NullMarked
package myelin.core.crypto;

import org.jspecify.annotations.NullMarked;
