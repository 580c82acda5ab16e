package io.github.procession.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that is left out where the portable twins are chosen ({@code procession.system=portable}): it relies on what only
 * Linux has, or on the absence of the switch. The value says on what.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Tag("not-portable")
public @interface NotPortable {
    String value();
}
