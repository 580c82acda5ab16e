package io.github.procession.ipc.codec;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Pool of buffers for headers that are larger than a scalar. It has a few slots that all threads share, and is no thread-local:
 * there may be a million virtual threads, but only as many threads encode at once as there are processors.
 */
final class HeaderPool {
    static final int INITIAL_BYTES = 4096;
    /** A buffer that one large message made grow is left to the garbage collector. */
    private static final int MAX_POOLED_BYTES = 1 << 20;

    private static final int SLOTS = 32;
    private static final int PROBES = 4;
    private static final AtomicReferenceArray<byte[]> POOL = new AtomicReferenceArray<>(SLOTS);

    private HeaderPool() {}

    static byte[] take() {
        int home = home();
        for (int i = 0; i < PROBES; i++) {
            int slot = home + i & SLOTS - 1;
            if (POOL.getPlain(slot) != null) {
                byte[] buffer = POOL.getAndSet(slot, null);
                if (buffer != null) {
                    return buffer;
                }
            }
        }
        return new byte[INITIAL_BYTES];
    }

    static void give(byte[] buffer) {
        if (buffer.length < INITIAL_BYTES || buffer.length > MAX_POOLED_BYTES) {
            return;
        }
        int home = home();
        for (int i = 0; i < PROBES; i++) {
            int slot = home + i & SLOTS - 1;
            if (POOL.getPlain(slot) == null && POOL.compareAndSet(slot, null, buffer)) {
                return;
            }
        }
    }

    private static int home() {
        return (int) Thread.currentThread().threadId() * 0x9E3779B9 >>> 16;
    }
}
