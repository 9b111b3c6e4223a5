/// The authorization rules: whether an event may be in a room, given its state.
///
/// One file for each part of the spec's rules. Sentences in quotation marks are the spec's, numbers are those of room
/// version 12; [AuthRule] knows the numbers in every version.
@NullMarked
package myelin.core.auth;

import org.jspecify.annotations.NullMarked;
