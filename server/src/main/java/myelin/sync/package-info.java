/// What has changed for a user since the last time: `/sync`.
@NullMarked
package myelin.sync;

import org.jspecify.annotations.NullMarked;
