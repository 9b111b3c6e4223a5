/// What users report of rooms, events and each other, and what the server tells them.
@NullMarked
package myelin.moderation;

import org.jspecify.annotations.NullMarked;
