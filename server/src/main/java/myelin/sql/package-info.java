/// The database: transactions and statements, alike on SQLite and PostgreSQL; JDBC ends here.
@NullMarked
package myelin.sql;

import org.jspecify.annotations.NullMarked;
