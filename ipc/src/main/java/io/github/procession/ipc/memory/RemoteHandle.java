package io.github.procession.ipc.memory;

import org.jspecify.annotations.Nullable;

/**
 * The reference by which a message names a shared object outside of this machine's memory, where it has no address: the
 * object's class says what it is, the name which one it is.
 *
 * @param namespace where the name means something
 * @param name name of the object
 * @param parameter what it was made with, such as a number of permits
 * @param option a second one, such as a number of bytes
 * @param companion name of the object without which it is not complete, its lock; null for none
 */
public record RemoteHandle(
        String namespace,
        String name,
        long parameter,
        long option,
        @Nullable String companion) {}
