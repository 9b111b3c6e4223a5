package myelin.resolution;

/// That an event cites another, which stands on another chain.
record Link(Place from, Place to) {}
