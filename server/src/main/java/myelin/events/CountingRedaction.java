package myelin.events;

import myelin.core.event.Pdu;
import myelin.core.id.EventId;

/// A redaction that counts; or will, if its target comes later and its sender may redact that.
///
/// @param event the redaction itself
/// @param target what it redacts
/// @param powerful whether it counts whoever has sent the target
public record CountingRedaction(Pdu event, EventId target, boolean powerful) {}
