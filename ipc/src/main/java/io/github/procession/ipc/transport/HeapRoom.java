package io.github.procession.ipc.transport;

import io.github.procession.serialization.DecodeException;

/**
 * Room in this JVM's heap for a message that is about to be received. A message that cannot fit is refused before the JVM
 * tries to take the memory: a child JVM ends when an allocation fails, and a message that ends each of its receivers would
 * stay the first of its queue for ever.
 */
public final class HeapRoom {
    private HeapRoom() {}

    /**
     * Refuses a message for which there is no room even after a collection.
     *
     * @param headerLength bytes of its header, which are there twice while objects are made of them
     * @param payloadLength bytes of its payload, which are the memory of the object itself
     * @throws DecodeException if it does not fit
     */
    public static void require(long headerLength, long payloadLength) {
        long needed = 2 * headerLength + payloadLength;
        if (fits(needed)) {
            return;
        }
        System.gc();
        if (!fits(needed)) {
            Runtime runtime = Runtime.getRuntime();
            long free = runtime.maxMemory() - used();
            throw new DecodeException("a message of " + (headerLength + payloadLength)
                    + " bytes was dropped: it does not fit into the heap of this process, which has " + free
                    + " bytes left of " + runtime.maxMemory()
                    + "; send less at once, or give the process a larger heap with -Xmx");
        }
    }

    /**
     * An array lies in one piece: in the old generation, two thirds of the heap where a collector has generations of fixed
     * size, or in the part of the young one where objects are made, a quarter.
     */
    private static boolean fits(long needed) {
        long most = Runtime.getRuntime().maxMemory();
        long free = most - used();
        return needed <= free - most / 3 || needed <= Math.min(most / 4, free / 2);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
