/// User-interactive authentication: some requests need a proof beyond the access token, given in stages.
@NullMarked
package myelin.uia;

import org.jspecify.annotations.NullMarked;
