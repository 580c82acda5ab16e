/** Turns values into bytes and back: Kryo, lambdas, exceptions and handles to shared objects. */
package io.github.procession.ipc.codec;
