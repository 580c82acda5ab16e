package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.memory.SharedElements;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * A {@code float} array in shared memory: Python's {@code Array(f)}. It is made by
 * {@link Array#ofFloat(int)} and its sisters, and may be sent to any process at any time; all copies are the same array.
 * See {@link Array} for memory consistency and for what happens when a process dies.
 */
public final class FloatArray extends Array {
    private static final int WIDTH_BYTES = 4;

    static {
        Shareables.register(FloatArray.class, FloatArray::new);
    }

    FloatArray(int length, RLock lock) {
        super(length, WIDTH_BYTES, lock);
    }

    FloatArray(float[] initial, RLock lock) {
        super(Objects.requireNonNull(initial, "initial").length, WIDTH_BYTES, lock);
        copyFrom(0, initial, 0, initial.length);
    }

    private FloatArray(long address) {
        super(SharedElements.open(address));
    }

    FloatArray(RemoteHandle handle) {
        super(handle);
    }

    /**
     * Reads an element: Python's {@code a[i]}.
     *
     * @param index from 0 to {@code length() - 1}
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float get(int index) {
        return elements != null ? elements.getFloat(index) : far.getFloat(index);
    }

    /**
     * Stores an element: Python's {@code a[i] = x}.
     *
     * @param index from 0 to {@code length() - 1}
     * @param value the new element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int index, float value) {
        if (elements == null) {
            far.setFloat(index, value);
            return;
        }
        elements.setFloat(index, value);
    }

    /**
     * Stores an element if the present one is as expected, in one step that no other process can come between.
     *
     * @param index from 0 to {@code length() - 1}
     * @param expected the bits it must have now: unlike {@code ==}, a NaN equals itself and 0.0 is not -0.0
     * @param value the new element
     * @return whether it was stored
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public boolean compareAndSet(int index, float expected, float value) {
        return elements != null
                ? elements.compareAndSetFloat(index, expected, value)
                : far.compareAndSetFloat(index, expected, value);
    }

    /**
     * Adds to an element, in one step that no other process can come between.
     *
     * @param index from 0 to {@code length() - 1}
     * @param delta what is added
     * @return the element before
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float getAndAdd(int index, float delta) {
        if (elements == null) {
            return far.getAndAddFloat(index, delta);
        }
        while (true) {
            float before = get(index);
            if (compareAndSet(index, before, before + delta)) {
                return before;
            }
        }
    }

    /**
     * Adds to an element, in one step that no other process can come between: what {@code a[i] += delta} is meant to do in
     * Python.
     *
     * @param index from 0 to {@code length() - 1}
     * @param delta what is added
     * @return the element after
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float addAndGet(int index, float delta) {
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
    public void copyTo(int from, float[] target, int offset, int count) {
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
    public void copyFrom(int from, float[] source, int offset, int count) {
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
    public float[] toArray() {
        float[] copy = new float[length()];
        copyTo(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * Stores the same value in all elements.
     *
     * @param value the value
     */
    public void fill(float value) {
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
    public FloatBuffer asBuffer() {
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
    public FloatBuffer asBuffer(int from, int count) {
        return bytes(from, count).asFloatBuffer();
    }
}
