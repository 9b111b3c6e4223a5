/// How accounts come, open sessions and go: registration, login, refresh, passwords, deactivation.
@NullMarked
package myelin.accounts;

import org.jspecify.annotations.NullMarked;
