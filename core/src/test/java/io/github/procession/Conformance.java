package io.github.procession;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** The behaviours of CPython's own tests that a test covers, by the ids of {@code docs/conformance.md}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Tag("conformance")
public @interface Conformance {
    String[] value();
}
