/// How clients kept up before there was `/sync`: a first look at all rooms, and a stream of events.
@NullMarked
package myelin.initialsync;

import org.jspecify.annotations.NullMarked;
