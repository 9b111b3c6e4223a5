/// What users want to be told of: push rules and unread counts.
@NullMarked
package myelin.push;

import org.jspecify.annotations.NullMarked;
