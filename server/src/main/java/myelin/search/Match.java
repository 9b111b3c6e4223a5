package myelin.search;

import myelin.events.StoredEvent;

/// An event that has what is sought.
///
/// @param text where that was found
/// @param rank how well it fits, in millionths
record Match(StoredEvent event, String text, long rank) {

    NextBatch.Place place() {
        return new NextBatch.Place(rank, event.position());
    }
}
