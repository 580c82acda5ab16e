package io.github.procession.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test of a class with {@link ThreadsToo} that means processes which are not threads; the value says why. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Tag("processes-only")
public @interface ProcessesOnly {
    String value();
}
