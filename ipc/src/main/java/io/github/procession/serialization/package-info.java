/** Serializers for objects that cannot travel by themselves, and the errors of sending and receiving. */
@NullMarked
package io.github.procession.serialization;

import org.jspecify.annotations.NullMarked;
