/**
 * Conversion of values into bytes and back: by Kryo, with forms of its own for lambdas, exceptions and handles to
 * shared objects.
 */
@NullMarked
package io.github.procession.ipc.codec;

import org.jspecify.annotations.NullMarked;
