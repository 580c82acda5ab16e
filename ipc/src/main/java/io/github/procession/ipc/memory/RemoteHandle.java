package io.github.procession.ipc.memory;

import org.jspecify.annotations.Nullable;

/**
 * What a message says of a shared object that is not in the memory of this machine, in the place of an address: its class is
 * its kind, and this is its name there.
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
