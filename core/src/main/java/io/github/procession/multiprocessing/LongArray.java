package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.memory.SharedElements;
import java.nio.LongBuffer;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A {@code long} array in shared memory: Python's {@code Array(q)}. It is made by
 * {@link Array#ofLong(int)} and its sisters, and may be sent to any process at any time; all copies are the same array.
 * See {@link Array} for memory consistency and for what happens when a process dies.
 */
public final class LongArray extends Array {
    private static final int WIDTH_BYTES = 8;

    static {
        Shareables.register(LongArray.class, LongArray::new);
    }

    LongArray(int length, RLock lock) {
        super(length, WIDTH_BYTES, lock);
    }

    LongArray(long[] initial, RLock lock) {
        super(Objects.requireNonNull(initial, "initial").length, WIDTH_BYTES, lock);
        copyFrom(0, initial, 0, initial.length);
    }

    LongArray(long address) {
        super(SharedElements.open(address));
    }

    LongArray(RemoteHandle handle) {
        super(handle);
    }

    /**
     * Reads an element: Python's {@code a[i]}.
     *
     * @param index from 0 to {@code length() - 1}
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long get(int index) {
        return elements != null ? elements.getLong(index) : far.getLong(index);
    }

    /**
     * Stores an element: Python's {@code a[i] = x}.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value the new element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int index, long value) {
        if (elements == null) {
            far.setLong(index, value);
            return;
        }
        elements.setLong(index, value);
    }

    /**
     * Stores an element if the present one is as expected, in one step that no other process can come between.
     *
     * @param index from 0 to {@code length() - 1}
     * @param expected the element it must be now
     * @param value the new element
     * @return whether it was stored
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean compareAndSet(int index, long expected, long value) {
        return elements != null
                ? elements.compareAndSetLong(index, expected, value)
                : far.compareAndSetLong(index, expected, value);
    }

    /**
     * Adds to an element, in one step that no other process can come between.
     *
     * @param index from 0 to {@code length() - 1}
     * @param delta what is added; a sum out of range wraps around, as in Java
     * @return the element before
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long getAndAdd(int index, long delta) {
        return elements != null ? elements.getAndAddLong(index, delta) : far.getAndAddLong(index, delta);
    }

    /**
     * Adds to an element, in one step that no other process can come between: what {@code a[i] += delta} is meant to do in
     * Python.
     *
     * @param index from 0 to {@code length() - 1}
     * @param delta what is added; a sum out of range wraps around, as in Java
     * @return the element after
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long addAndGet(int index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    /**
     * Copies elements out: Python's {@code a[from:from + count]}.
     *
     * @param from index of the first element
     * @param target gets the elements
     * @param offset where they begin there
     * @param count how many
     * @throws IndexOutOfBoundsException if this array or the target has no such elements; nothing was copied then
     */
    public void copyTo(int from, long[] target, int offset, int count) {
        Objects.requireNonNull(target, "target");
        if (elements == null) {
            far.copyOut(from, target, offset, count);
            return;
        }
        elements.copyOut(from, target, offset, count);
    }

    /**
     * Copies elements in: Python's {@code a[from:from + count] = x}. A process that dies meanwhile may leave some of them
     * copied.
     *
     * @param from index of the first element
     * @param source has the new elements
     * @param offset where they begin there
     * @param count how many
     * @throws IndexOutOfBoundsException if this array or the source has no such elements; nothing was copied then
     */
    public void copyFrom(int from, long[] source, int offset, int count) {
        Objects.requireNonNull(source, "source");
        if (elements == null) {
            far.copyIn(from, source, offset, count);
            return;
        }
        elements.copyIn(from, source, offset, count);
    }

    /**
     * A copy of all elements: Python's {@code a[:]}.
     *
     * @return an array of the heap
     */
    public long[] toArray() {
        long[] copy = new long[length()];
        copyTo(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * Stores the same value in all elements.
     *
     * @param value the value
     */
    public void fill(long value) {
        if (elements == null) {
            far.fill(value);
            return;
        }
        for (int i = 0; i < length(); i++) {
            set(i, value);
        }
    }

    /**
     * The elements one after the other, each read when its turn comes: Python's iteration.
     *
     * @return a stream of {@link #length()} elements
     */
    public LongStream stream() {
        return elements == null
                ? LongStream.of(toArray())
                : IntStream.range(0, length()).mapToLong(this::get);
    }

    /**
     * The memory of the array itself, in native byte order; nothing is copied. Access through it is plain, and it stays
     * usable when this object is no longer reachable.
     *
     * @return a buffer over all elements
     * @throws UnsupportedOperationException if the array has more than 2 GiB, where a part may do, or is on a cluster
     */
    public LongBuffer asBuffer() {
        return asBuffer(0, length());
    }

    /**
     * The memory of some elements, as {@link #asBuffer()} gives that of all.
     *
     * @param from index of the first element
     * @param count how many
     * @return a buffer over these elements
     * @throws IndexOutOfBoundsException if there are no such elements
     * @throws UnsupportedOperationException if they take more than 2 GiB, or the array is on a cluster
     */
    public LongBuffer asBuffer(int from, int count) {
        return bytes(from, count).asLongBuffer();
    }
}
