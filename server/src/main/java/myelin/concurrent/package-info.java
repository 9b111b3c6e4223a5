/// Threads, locks, clocks and waiting: the only place which asks the system for the time or sleeps.
@NullMarked
package myelin.concurrent;

import org.jspecify.annotations.NullMarked;
