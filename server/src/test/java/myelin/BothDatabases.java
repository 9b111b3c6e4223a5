package myelin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test which runs on SQLite and on PostgreSQL, with a fresh, migrated `Database` for a parameter, or a
/// [TestServer] on one.
///
/// With `-Dmyelin.test.databases=sqlite` it runs on SQLite only. PostgreSQL is the server of
/// `TEST_POSTGRES_URL` (a `jdbc:postgresql:` URL whose user may create databases), or one which the
/// build brings along.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(DatabaseExtension.class)
public @interface BothDatabases {}
