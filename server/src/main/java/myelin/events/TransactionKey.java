package myelin.events;

import myelin.core.id.DeviceId;

/// What makes a client's request the same request when it is sent again: the device and the
/// transaction id it chose (spec: Transaction identifiers). With the sender and the room it names
/// one event.
public record TransactionKey(DeviceId device, String transactionId) {}
