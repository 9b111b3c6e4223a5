/// How PostgreSQL is reached: addresses, parameters and sockets as libpq has them, for the driver.
@NullMarked
package myelin.postgres;

import org.jspecify.annotations.NullMarked;
