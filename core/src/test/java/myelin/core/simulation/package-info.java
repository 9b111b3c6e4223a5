/// Rooms that live in one thread: servers, a bad network and a bad server, all led by a seed.
///
/// [Simulation] is where to begin.
@NullMarked
package myelin.core.simulation;

import org.jspecify.annotations.NullMarked;
