package myelin.events;

import myelin.core.id.EventId;

/// A redaction that came before the event which it redacts.
///
/// @param redaction its event id
/// @param powerful whether it counts whoever has sent the target
record WaitingRedaction(EventId redaction, boolean powerful) {}
