/// The accounts of this server, their marks and passwords, and the storage of profiles.
@NullMarked
package myelin.users;

import org.jspecify.annotations.NullMarked;
