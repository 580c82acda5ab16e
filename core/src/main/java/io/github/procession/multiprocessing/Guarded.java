package io.github.procession.multiprocessing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marker of proxies whose calls run at the server one after the other, under the lock of the object, and whose results
 * are unmodifiable copies.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Guarded {}
