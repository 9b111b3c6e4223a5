/// The devices of local users, and the stream that tells whose devices have changed.
@NullMarked
package myelin.devices;

import org.jspecify.annotations.NullMarked;
