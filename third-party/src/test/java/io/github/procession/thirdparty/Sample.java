package io.github.procession.thirdparty;

import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * A value of a library, made anew in each process.
 *
 * @param library name of the library
 * @param name what the value is
 * @param make makes it
 * @param view what of it is compared with equals
 * @param refusal part of the message with which it is refused; null if it must arrive
 */
record Sample(String library, String name, Callable<?> make, Function<Object, Object> view, String refusal) {}
