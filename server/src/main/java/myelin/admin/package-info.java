/// Synapse's admin API.
@NullMarked
package myelin.admin;

import org.jspecify.annotations.NullMarked;
