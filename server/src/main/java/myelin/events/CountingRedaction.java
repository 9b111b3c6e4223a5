package myelin.events;

import myelin.core.event.Pdu;
import myelin.core.id.EventId;

/// A redaction that counts; or will, if its target comes later and its sender may redact that.
///
/// @param event the redaction itself
/// @param target what it redacts
/// @param mayRedactOthers whether the power levels let its sender redact anybody's events
public record CountingRedaction(Pdu event, EventId target, boolean mayRedactOthers) {}
