/// What users report of rooms, events and each other.
@NullMarked
package myelin.moderation;

import org.jspecify.annotations.NullMarked;
