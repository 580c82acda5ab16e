/**
 * Functional interfaces whose lambdas and method references can be sent to another process: {@code Action0} to
 * {@code Action5} return nothing, {@code Function0} to {@code Function5} return a value; all may throw any exception.
 */
@NullMarked
package io.github.procession.function;

import org.jspecify.annotations.NullMarked;
