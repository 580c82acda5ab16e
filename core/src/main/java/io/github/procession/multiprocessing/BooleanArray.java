package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.memory.SharedElements;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A {@code boolean} array in shared memory: Python's {@code Array(c_bool)}. It is made by
 * {@link Array#ofBoolean(int)} and its sisters, and may be sent to any process at any time; all copies are the same array.
 * See {@link Array} for memory consistency and for what happens when a process dies.
 */
public final class BooleanArray extends Array {
    private static final int WIDTH_BYTES = 1;

    static {
        Shareables.register(BooleanArray.class, BooleanArray::new);
    }

    BooleanArray(int length, RLock lock) {
        super(length, WIDTH_BYTES, lock);
    }

    BooleanArray(boolean[] initial, RLock lock) {
        super(Objects.requireNonNull(initial, "initial").length, WIDTH_BYTES, lock);
        copyFrom(0, initial, 0, initial.length);
    }

    private BooleanArray(long address) {
        super(SharedElements.open(address));
    }

    BooleanArray(RemoteHandle handle) {
        super(handle);
    }

    /**
     * Reads an element: Python's {@code a[i]}.
     *
     * @param index from 0 to {@code length() - 1}
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean get(int index) {
        byte element = elements != null ? elements.getByte(index) : far.getByte(index);
        return element != 0;
    }

    /**
     * Stores an element: Python's {@code a[i] = x}.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value the new element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int index, boolean value) {
        if (elements == null) {
            far.setByte(index, (byte) (value ? 1 : 0));
            return;
        }
        elements.setByte(index, (byte) (value ? 1 : 0));
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
    public void copyTo(int from, boolean[] target, int offset, int count) {
        Objects.requireNonNull(target, "target");
        Objects.checkFromIndexSize(from, count, length());
        Objects.checkFromIndexSize(offset, count, target.length);
        if (elements == null) {
            byte[] bytes = new byte[count];
            far.copyOut(from, bytes, 0, count);
            for (int i = 0; i < count; i++) {
                target[offset + i] = bytes[i] != 0;
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            target[offset + i] = get(from + i);
        }
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
    public void copyFrom(int from, boolean[] source, int offset, int count) {
        Objects.requireNonNull(source, "source");
        Objects.checkFromIndexSize(from, count, length());
        Objects.checkFromIndexSize(offset, count, source.length);
        if (elements == null) {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = (byte) (source[offset + i] ? 1 : 0);
            }
            far.copyIn(from, bytes, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            set(from + i, source[offset + i]);
        }
    }

    /**
     * A copy of all elements: Python's {@code a[:]}.
     *
     * @return an array of the heap
     */
    public boolean[] toArray() {
        boolean[] copy = new boolean[length()];
        copyTo(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * Stores the same value in all elements.
     *
     * @param value the value
     */
    public void fill(boolean value) {
        if (elements == null) {
            far.fill((byte) (value ? 1 : 0));
            return;
        }
        elements.fill((byte) (value ? 1 : 0));
    }

    /**
     * The memory of the array itself, one byte for each element, 0 for false; nothing is copied. Access through it is plain, and it stays
     * usable when this object is no longer reachable.
     *
     * @return a buffer over all elements
     * @throws UnsupportedOperationException if the array has more than 2 GiB, where a part may do, or is on a cluster
     */
    public ByteBuffer asBuffer() {
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
    public ByteBuffer asBuffer(int from, int count) {
        return bytes(from, count);
    }
}
