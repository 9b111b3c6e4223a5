/// What clients keep on the server: account data of users and of their rooms, tags, ignored users, stored filters.
@NullMarked
package myelin.accountdata;

import org.jspecify.annotations.NullMarked;
