package io.github.procession.ipc.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Bytes that several processes see: the one class through which shared memory is read and, above all, written.
 *
 * <p>The names of the methods carry the memory mode of the access, as in {@link VarHandle}. Every store passes a
 * {@linkplain CrashPoints crash point}. Offsets are in bytes and must be aligned to the size of the value.
 */
// Longer than most: one accessor for each type and memory mode, so that every store passes the same crash point.
public final class Region {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment segment;

    /**
     * Wraps memory, usually a mapped file.
     *
     * @param segment the memory, aligned to 8 bytes at least
     */
    public Region(MemorySegment segment) {
        this.segment = segment;
    }

    /**
     * The size of the region.
     *
     * @return bytes
     */
    public long size() {
        return segment.byteSize();
    }

    /**
     * The address of a word in this process, for the operating system's wait calls.
     *
     * @param offset of the word
     * @return the virtual address
     */
    public long addressOf(long offset) {
        return segment.address() + offset;
    }

    /**
     * A part of this region.
     *
     * @param offset where it starts
     * @param size its length in bytes
     * @return a view of the same memory
     */
    public Region slice(long offset, long size) {
        return new Region(segment.asSlice(offset, size));
    }

    /**
     * Plain read.
     *
     * @param offset of the word
     * @return the value
     */
    public int getInt(long offset) {
        try {
            return (int) INT.get(segment, offset);
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Plain read.
     *
     * @param offset of the word
     * @return the value
     */
    public long getLong(long offset) {
        try {
            return (long) LONG.get(segment, offset);
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Read with acquire semantics.
     *
     * @param offset of the word
     * @return the value
     */
    public int getIntAcquire(long offset) {
        try {
            return (int) INT.getAcquire(segment, offset);
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Read with acquire semantics.
     *
     * @param offset of the word
     * @return the value
     */
    public long getLongAcquire(long offset) {
        try {
            return (long) LONG.getAcquire(segment, offset);
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Volatile read.
     *
     * @param offset of the word
     * @return the value
     */
    public int getIntVolatile(long offset) {
        try {
            return (int) INT.getVolatile(segment, offset);
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Volatile read.
     *
     * @param offset of the word
     * @return the value
     */
    public long getLongVolatile(long offset) {
        try {
            return (long) LONG.getVolatile(segment, offset);
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Plain store.
     *
     * @param offset of the word
     * @param value the new value
     */
    public void putInt(long offset, int value) {
        try {
            INT.set(segment, offset, value);
            stored();
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Plain store.
     *
     * @param offset of the word
     * @param value the new value
     */
    public void putLong(long offset, long value) {
        try {
            LONG.set(segment, offset, value);
            stored();
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Store with release semantics.
     *
     * @param offset of the word
     * @param value the new value
     */
    public void putIntRelease(long offset, int value) {
        try {
            INT.setRelease(segment, offset, value);
            stored();
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Store with release semantics.
     *
     * @param offset of the word
     * @param value the new value
     */
    public void putLongRelease(long offset, long value) {
        try {
            LONG.setRelease(segment, offset, value);
            stored();
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Volatile store.
     *
     * @param offset of the word
     * @param value the new value
     */
    public void putIntVolatile(long offset, int value) {
        try {
            INT.setVolatile(segment, offset, value);
            stored();
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Volatile store.
     *
     * @param offset of the word
     * @param value the new value
     */
    public void putLongVolatile(long offset, long value) {
        try {
            LONG.setVolatile(segment, offset, value);
            stored();
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Atomic compare and set, volatile.
     *
     * @param offset of the word
     * @param expected the value it must have
     * @param value the new value
     * @return whether it had the expected value and was set
     */
    public boolean compareAndSetInt(long offset, int expected, int value) {
        try {
            boolean done = INT.compareAndSet(segment, offset, expected, value);
            stored();
            return done;
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Atomic compare and set, volatile.
     *
     * @param offset of the word
     * @param expected the value it must have
     * @param value the new value
     * @return whether it had the expected value and was set
     */
    public boolean compareAndSetLong(long offset, long expected, long value) {
        try {
            boolean done = LONG.compareAndSet(segment, offset, expected, value);
            stored();
            return done;
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Atomic exchange, volatile.
     *
     * @param offset of the word
     * @param value the new value
     * @return the value before
     */
    public int getAndSetInt(long offset, int value) {
        try {
            int before = (int) INT.getAndSet(segment, offset, value);
            stored();
            return before;
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Atomic addition, volatile.
     *
     * @param offset of the word
     * @param delta what is added
     * @return the value before
     */
    public int getAndAddInt(long offset, int delta) {
        try {
            int before = (int) INT.getAndAdd(segment, offset, delta);
            stored();
            return before;
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Atomic addition, volatile.
     *
     * @param offset of the word
     * @param delta what is added
     * @return the value before
     */
    public long getAndAddLong(long offset, long delta) {
        try {
            long before = (long) LONG.getAndAdd(segment, offset, delta);
            stored();
            return before;
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Atomic bitwise or, volatile.
     *
     * @param offset of the word
     * @param mask the bits to set
     * @return the value before
     */
    public long getAndOrLong(long offset, long mask) {
        try {
            long before = (long) LONG.getAndBitwiseOr(segment, offset, mask);
            stored();
            return before;
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Atomic bitwise and, volatile.
     *
     * @param offset of the word
     * @param mask the bits to keep
     * @return the value before
     */
    public long getAndAndLong(long offset, long mask) {
        try {
            long before = (long) LONG.getAndBitwiseAnd(segment, offset, mask);
            stored();
            return before;
        } catch (IllegalStateException e) {
            throw Session.explain(e);
        }
    }

    /**
     * Copies bytes into shared memory, plain stores in no particular order.
     *
     * @param offset where they go
     * @param source memory to copy from
     * @param sourceOffset where to start there
     * @param length how many bytes
     */
    public void copyIn(long offset, MemorySegment source, long sourceOffset, long length) {
        if (CrashPoints.ENABLED && length > 1) {
            long half = length / 2;
            MemorySegment.copy(source, sourceOffset, segment, offset, half);
            stored();
            MemorySegment.copy(source, sourceOffset + half, segment, offset + half, length - half);
        } else {
            MemorySegment.copy(source, sourceOffset, segment, offset, length);
        }
        stored();
    }

    /**
     * A part of the region, for copies from and to arrays.
     *
     * @param offset where it begins
     * @param size its length, at most {@link Integer#MAX_VALUE}
     * @return the view
     */
    public ArrayView arrayView(long offset, long size) {
        return new ArrayView(segment.asSlice(offset, size).asByteBuffer());
    }

    /**
     * Copies bytes out of shared memory, plain reads.
     *
     * @param offset where they are
     * @param target memory to copy to
     * @param targetOffset where to start there
     * @param length how many bytes
     */
    public void copyOut(long offset, MemorySegment target, long targetOffset, long length) {
        MemorySegment.copy(segment, offset, target, targetOffset, length);
    }

    /**
     * Sets bytes to zero, plain stores.
     *
     * @param offset the first byte
     * @param length how many bytes
     */
    public void zero(long offset, long length) {
        segment.asSlice(offset, length).fill((byte) 0);
        stored();
    }

    private static void stored() {
        if (CrashPoints.ENABLED) {
            CrashPoints.step();
        }
    }
}
