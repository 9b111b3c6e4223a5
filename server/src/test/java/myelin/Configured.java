package myelin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Lines of the configuration, `key: value`, one or more in each text, which a test's [TestServer] has instead of the
/// usual.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Configured {
    String[] value();
}
