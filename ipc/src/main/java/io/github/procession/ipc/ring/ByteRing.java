package io.github.procession.ipc.ring;

import io.github.procession.ipc.memory.ArrayView;
import io.github.procession.ipc.memory.Region;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of shared memory that are addressed by ever growing positions, each at its distance from the origin modulo the
 * capacity.
 *
 * <p>It knows nothing of head, tail or locks: callers say which positions are theirs to read or write.
 */
final class ByteRing {
    private static final long LARGEST_VIEW = 1L << 30;

    private final Region region;
    private final long start;
    private final long mask;
    private final long origin;

    /** Null for the ring of a giant record. */
    private final @Nullable ArrayView arrays;

    /** A ring of a power of two of bytes at some place of a region, whose first byte is at position 0. */
    ByteRing(Region region, long start, long capacity) {
        this(region, start, capacity, 0);
    }

    /** The same with the position of its first byte. */
    ByteRing(Region region, long start, long capacity, long origin) {
        if (Long.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity=" + capacity + " is no power of two");
        }
        this.region = region;
        this.start = start;
        this.mask = capacity - 1;
        this.origin = origin;
        this.arrays = capacity <= LARGEST_VIEW ? region.arrayView(start, capacity) : null;
    }

    long capacity() {
        return mask + 1;
    }

    /** Reads 8 bytes; the position must be a multiple of 8. */
    long getLong(long position) {
        return region.getLong(start + (position - origin & mask));
    }

    /** Writes 8 bytes; the position must be a multiple of 8. */
    void putLong(long position, long value) {
        region.putLong(start + (position - origin & mask), value);
    }

    void copyIn(long position, MemorySegment source, long offset, long length) {
        long at = position - origin & mask;
        long first = Math.min(length, mask + 1 - at);
        region.copyIn(start + at, source, offset, first);
        if (first < length) {
            region.copyIn(start, source, offset + first, length - first);
        }
    }

    void copyIn(long position, byte[] source, int offset, int length) {
        if (arrays == null) {
            copyIn(position, MemorySegment.ofArray(source), offset, length);
            return;
        }
        int at = (int) (position - origin & mask);
        int first = (int) Math.min(length, mask + 1 - at);
        arrays.copyIn(at, source, offset, first);
        if (first < length) {
            arrays.copyIn(0, source, offset + first, length - first);
        }
    }

    void copyOut(long position, byte[] target, int offset, int length) {
        if (arrays == null) {
            copyOut(position, MemorySegment.ofArray(target), offset, length);
            return;
        }
        int at = (int) (position - origin & mask);
        int first = (int) Math.min(length, mask + 1 - at);
        arrays.copyOut(at, target, offset, first);
        if (first < length) {
            arrays.copyOut(0, target, offset + first, length - first);
        }
    }

    void copyOut(long position, MemorySegment target, long offset, long length) {
        long at = position - origin & mask;
        long first = Math.min(length, mask + 1 - at);
        region.copyOut(start + at, target, offset, first);
        if (first < length) {
            region.copyOut(start, target, offset + first, length - first);
        }
    }
}
