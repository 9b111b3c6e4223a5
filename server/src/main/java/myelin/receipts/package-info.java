/// Receipts: up to where users have read.
@NullMarked
package myelin.receipts;

import org.jspecify.annotations.NullMarked;
