package myelin.core.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the JSON key of a record component, or the text of an enum constant, where the name that
/// [Records] derives is not the right one: `@JsonName("org.example.x") String x`.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface JsonName {
    String value();
}
