package io.github.procession.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Tests that are run a second time with {@code procession.threads=true}: what they say of processes holds for those which
 * are threads too. CPython repeats the same classes with {@code multiprocessing.dummy}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("threads-too")
public @interface ThreadsToo {}
