/// Questions about events which are answered without a server: from JSON, in JSON, by the rules of `core` alone.
///
/// What goes in and what comes out is described in `docs/operating/events.md`.
@NullMarked
package myelin.offline;

import org.jspecify.annotations.NullMarked;
