package io.github.procession.ipc.ring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rings that this process has left and not yet unmapped. To unmap the last mapping of a giant ring gives its memory back page by
 * page, a tenth of a second for 1 GB. A process that is stopped meanwhile must not keep the mutex, so its owner takes them out, and
 * closes them when it has unlocked. After an exception they stay here for the next owner.
 */
final class LeftRings implements AutoCloseable {
    private @Nullable List<ChainRing> rings; // guarded by the mutex

    void add(@Nullable ChainRing ring) {
        if (ring != null) {
            if (rings == null) {
                rings = new ArrayList<>();
            }
            rings.add(ring);
        }
    }

    /** Takes them out, by the owner of the mutex; null for none, as after nearly each call. */
    @Nullable
    List<ChainRing> take() {
        List<ChainRing> taken = rings;
        if (taken != null) {
            rings = null;
        }
        return taken;
    }

    static void close(@Nullable List<ChainRing> taken) {
        if (taken != null) {
            taken.forEach(ChainRing::close);
        }
    }

    @Override
    public void close() {
        close(take());
    }
}
