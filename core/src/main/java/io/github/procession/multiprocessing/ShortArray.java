package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.memory.SharedElements;
import java.nio.ShortBuffer;
import java.util.Objects;

/**
 * A {@code short} array in shared memory: Python's {@code Array(h)}. It is made by
 * {@link Array#ofShort(int)} and its sisters, and may be sent to any process at any time; all copies are the same array.
 * See {@link Array} for memory consistency and for what happens when a process dies.
 */
public final class ShortArray extends Array {
    private static final int WIDTH_BYTES = 2;

    static {
        Shareables.register(ShortArray.class, ShortArray::new);
    }

    ShortArray(int length, RLock lock) {
        super(length, WIDTH_BYTES, lock);
    }

    ShortArray(short[] initial, RLock lock) {
        super(Objects.requireNonNull(initial, "initial").length, WIDTH_BYTES, lock);
        copyFrom(0, initial, 0, initial.length);
    }

    private ShortArray(long address) {
        super(SharedElements.open(address));
    }

    ShortArray(RemoteHandle handle) {
        super(handle);
    }

    /**
     * Reads an element: Python's {@code a[i]}.
     *
     * @param index from 0 to {@code length() - 1}
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public short get(int index) {
        return elements != null ? elements.getShort(index) : far.getShort(index);
    }

    /**
     * Stores an element: Python's {@code a[i] = x}.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value the new element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int index, short value) {
        if (elements == null) {
            far.setShort(index, value);
            return;
        }
        elements.setShort(index, value);
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
    public void copyTo(int from, short[] target, int offset, int count) {
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
    public void copyFrom(int from, short[] source, int offset, int count) {
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
    public short[] toArray() {
        short[] copy = new short[length()];
        copyTo(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * Stores the same value in all elements.
     *
     * @param value the value
     */
    public void fill(short value) {
        if (elements == null) {
            far.fill(value);
            return;
        }
        for (int i = 0; i < length(); i++) {
            set(i, value);
        }
    }

    /**
     * The memory of the array itself, in native byte order; nothing is copied. Access through it is plain, and it stays
     * usable when this object is no longer reachable.
     *
     * @return a buffer over all elements
     * @throws UnsupportedOperationException if the array has more than 2 GiB, where a part may do, or is on a cluster
     */
    public ShortBuffer asBuffer() {
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
    public ShortBuffer asBuffer(int from, int count) {
        return bytes(from, count).asShortBuffer();
    }
}
