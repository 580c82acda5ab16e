package io.github.procession.ipc.codec;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Pool of idle instances of Kryo. Each knows the classes of one class loader; it is held softly, so that no loader
 * which an application dropped stays in memory for long because of it.
 */
final class GraphPool {
    private static final int SLOTS = 16;
    private static final AtomicReferenceArray<SoftReference<GraphKryo>> POOL = new AtomicReferenceArray<>(SLOTS);

    private GraphPool() {}

    static GraphKryo take(ClassLoader loader) {
        int home = home();
        for (int i = 0; i < SLOTS; i++) {
            int slot = home + i & SLOTS - 1;
            SoftReference<GraphKryo> reference = POOL.getPlain(slot);
            GraphKryo kryo = reference == null ? null : reference.get();
            if (kryo != null && kryo.getClassLoader() == loader && POOL.compareAndSet(slot, reference, null)) {
                return kryo;
            }
        }
        return new GraphKryo(loader);
    }

    /** Only for an instance that has just done its work without a failure. */
    static void give(GraphKryo kryo) {
        int home = home();
        for (int i = 0; i < SLOTS; i++) {
            int slot = home + i & SLOTS - 1;
            SoftReference<GraphKryo> reference = POOL.getPlain(slot);
            if ((reference == null || reference.get() == null) && POOL.compareAndSet(slot, reference, kryo.softly())) {
                return;
            }
        }
        // All are taken, perhaps by instances of another loader that is not used any more.
        POOL.set(home & SLOTS - 1, kryo.softly());
    }

    private static int home() {
        return (int) Thread.currentThread().threadId() * 0x9E3779B9 >>> 16;
    }
}
