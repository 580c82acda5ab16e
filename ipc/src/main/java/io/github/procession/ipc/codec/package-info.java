/** Turns values into bytes and back: Kryo, lambdas, exceptions and handles to shared objects. */
@NullMarked
package io.github.procession.ipc.codec;

import org.jspecify.annotations.NullMarked;
