package io.github.procession.ipc.memory;

import java.nio.ByteBuffer;

/**
 * Array-like view of a part of a {@link Region}, for copies from and to arrays.
 *
 * <p>It copies by a buffer: a young JVM is quicker with it than with a memory segment, whose copies look at the types of
 * arrays by a call site that takes 8 ms to be linked, and both compilers have less to inline.
 */
public final class ArrayView {
    private final ByteBuffer buffer;

    ArrayView(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /**
     * Copies bytes into shared memory, plain stores in no particular order.
     *
     * @param index where they go in this view
     * @param source array to copy from
     * @param from where to start there
     * @param length how many bytes
     */
    public void copyIn(int index, byte[] source, int from, int length) {
        if (CrashPoints.ENABLED && length > 1) {
            int half = length / 2;
            buffer.put(index, source, from, half);
            CrashPoints.step();
            buffer.put(index + half, source, from + half, length - half);
        } else {
            buffer.put(index, source, from, length);
        }
        if (CrashPoints.ENABLED) {
            CrashPoints.step();
        }
    }

    /**
     * Copies bytes out of shared memory, plain reads.
     *
     * @param index where they are in this view
     * @param target array to copy to
     * @param to where to start there
     * @param length how many bytes
     */
    public void copyOut(int index, byte[] target, int to, int length) {
        buffer.get(index, target, to, length);
    }
}
