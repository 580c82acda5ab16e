package io.github.procession.multiprocessing;

import io.github.procession.internal.RemoteElements;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The elements of an array that is not in shared memory. What is out of bounds is refused as
 * {@link io.github.procession.ipc.memory.SharedElements} does. Copies travel in parts of some megabytes, so that others need not
 * wait long for the server.
 */
// Longer than most: the same methods for each primitive type, as SharedElements has them.
final class FarElements {
    /** Bytes of one part of a copy. */
    private static final int PART_BYTES = 4 << 20;

    /** A step of a copy between an array of this process and bytes. */
    private interface Part {
        /**
         * Copies.
         *
         * @param bytes of the elements, from the first on
         * @param done how many elements were copied before
         * @param count how many elements this part has
         */
        void copy(ByteBuffer bytes, int done, int count);
    }

    /** The array, which is given up at its home when it is collected: not while a call is under way. */
    private final Array owner;

    private final RemoteElements calls;
    private final int length;
    private final int width;

    FarElements(Array owner, RemoteElements calls, int length, int width) {
        this.owner = owner;
        this.calls = calls;
        this.length = length;
        this.width = width;
    }

    private ByteBuffer element() {
        return ByteBuffer.allocate(width);
    }

    private long at(int index) {
        return (long) Objects.checkIndex(index, length) * width;
    }

    private ByteBuffer read(int index) {
        try {
            return ByteBuffer.wrap(calls.read(at(index), width));
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private void write(int index, ByteBuffer element) {
        try {
            calls.write(at(index), element.array());
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private boolean compareAndSet(int index, ByteBuffer expected, ByteBuffer element) {
        try {
            return calls.compareAndSet(at(index), expected.array(), element.array());
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /** Adds to a whole number. */
    private ByteBuffer getAndAdd(int index, long delta) {
        try {
            return ByteBuffer.wrap(calls.getAndAdd(at(index), width, delta));
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /** Adds to a floating-point number. */
    private ByteBuffer getAndAdd(int index, ByteBuffer delta) {
        try {
            return ByteBuffer.wrap(calls.getAndAdd(at(index), delta.array()));
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /** Copies elements to an array of this process, of that length, from that offset on. */
    private void copyOut(int from, int count, int offset, int targetLength, Part part) {
        check(from, count, offset, targetLength);
        try {
            for (int done = 0; done < count; ) {
                int some = Math.min(count - done, PART_BYTES / width);
                part.copy(ByteBuffer.wrap(calls.read(at(from + done), some * width)), done, some);
                done += some;
            }
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /** Copies elements from an array of this process, of that length, from that offset on. */
    private void copyIn(int from, int count, int offset, int sourceLength, Part part) {
        check(from, count, offset, sourceLength);
        try {
            for (int done = 0; done < count; ) {
                int some = Math.min(count - done, PART_BYTES / width);
                ByteBuffer bytes = ByteBuffer.allocate(some * width);
                part.copy(bytes, done, some);
                calls.write(at(from + done), bytes.array());
                done += some;
            }
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private void check(int from, int count, int offset, int otherLength) {
        Objects.checkFromIndexSize(from, count, length);
        Objects.checkFromIndexSize(offset, count, otherLength);
    }

    /** Stores the same in all elements. */
    private void fill(ByteBuffer element) {
        copyIn(0, length, 0, length, (bytes, _, count) -> {
            for (int i = 0; i < count; i++) {
                bytes.put(element.array());
            }
        });
    }

    int getInt(int index) {
        return read(index).getInt();
    }

    void setInt(int index, int value) {
        write(index, element().putInt(value));
    }

    boolean compareAndSetInt(int index, int expected, int value) {
        return compareAndSet(index, element().putInt(expected), element().putInt(value));
    }

    int getAndAddInt(int index, int delta) {
        return getAndAdd(index, delta).getInt();
    }

    void copyOut(int from, int[] target, int offset, int count) {
        copyOut(
                from,
                count,
                offset,
                target.length,
                (bytes, done, some) -> bytes.asIntBuffer().get(target, offset + done, some));
    }

    void copyIn(int from, int[] source, int offset, int count) {
        copyIn(
                from,
                count,
                offset,
                source.length,
                (bytes, done, some) -> bytes.asIntBuffer().put(source, offset + done, some));
    }

    void fill(int value) {
        fill(element().putInt(value));
    }

    long getLong(int index) {
        return read(index).getLong();
    }

    void setLong(int index, long value) {
        write(index, element().putLong(value));
    }

    boolean compareAndSetLong(int index, long expected, long value) {
        return compareAndSet(index, element().putLong(expected), element().putLong(value));
    }

    long getAndAddLong(int index, long delta) {
        return getAndAdd(index, delta).getLong();
    }

    void copyOut(int from, long[] target, int offset, int count) {
        copyOut(
                from,
                count,
                offset,
                target.length,
                (bytes, done, some) -> bytes.asLongBuffer().get(target, offset + done, some));
    }

    void copyIn(int from, long[] source, int offset, int count) {
        copyIn(
                from,
                count,
                offset,
                source.length,
                (bytes, done, some) -> bytes.asLongBuffer().put(source, offset + done, some));
    }

    void fill(long value) {
        fill(element().putLong(value));
    }

    double getDouble(int index) {
        return read(index).getDouble();
    }

    void setDouble(int index, double value) {
        write(index, element().putDouble(value));
    }

    boolean compareAndSetDouble(int index, double expected, double value) {
        return compareAndSet(index, element().putDouble(expected), element().putDouble(value));
    }

    double getAndAddDouble(int index, double delta) {
        return getAndAdd(index, element().putDouble(delta)).getDouble();
    }

    void copyOut(int from, double[] target, int offset, int count) {
        copyOut(
                from,
                count,
                offset,
                target.length,
                (bytes, done, some) -> bytes.asDoubleBuffer().get(target, offset + done, some));
    }

    void copyIn(int from, double[] source, int offset, int count) {
        copyIn(
                from,
                count,
                offset,
                source.length,
                (bytes, done, some) -> bytes.asDoubleBuffer().put(source, offset + done, some));
    }

    void fill(double value) {
        fill(element().putDouble(value));
    }

    float getFloat(int index) {
        return read(index).getFloat();
    }

    void setFloat(int index, float value) {
        write(index, element().putFloat(value));
    }

    boolean compareAndSetFloat(int index, float expected, float value) {
        return compareAndSet(index, element().putFloat(expected), element().putFloat(value));
    }

    float getAndAddFloat(int index, float delta) {
        return getAndAdd(index, element().putFloat(delta)).getFloat();
    }

    void copyOut(int from, float[] target, int offset, int count) {
        copyOut(
                from,
                count,
                offset,
                target.length,
                (bytes, done, some) -> bytes.asFloatBuffer().get(target, offset + done, some));
    }

    void copyIn(int from, float[] source, int offset, int count) {
        copyIn(
                from,
                count,
                offset,
                source.length,
                (bytes, done, some) -> bytes.asFloatBuffer().put(source, offset + done, some));
    }

    void fill(float value) {
        fill(element().putFloat(value));
    }

    short getShort(int index) {
        return read(index).getShort();
    }

    void setShort(int index, short value) {
        write(index, element().putShort(value));
    }

    void copyOut(int from, short[] target, int offset, int count) {
        copyOut(
                from,
                count,
                offset,
                target.length,
                (bytes, done, some) -> bytes.asShortBuffer().get(target, offset + done, some));
    }

    void copyIn(int from, short[] source, int offset, int count) {
        copyIn(
                from,
                count,
                offset,
                source.length,
                (bytes, done, some) -> bytes.asShortBuffer().put(source, offset + done, some));
    }

    void fill(short value) {
        fill(element().putShort(value));
    }

    byte getByte(int index) {
        return read(index).get();
    }

    void setByte(int index, byte value) {
        write(index, element().put(value));
    }

    void copyOut(int from, byte[] target, int offset, int count) {
        copyOut(from, count, offset, target.length, (bytes, done, some) -> bytes.get(target, offset + done, some));
    }

    void copyIn(int from, byte[] source, int offset, int count) {
        copyIn(from, count, offset, source.length, (bytes, done, some) -> bytes.put(source, offset + done, some));
    }

    void fill(byte value) {
        fill(element().put(value));
    }

    char getChar(int index) {
        return read(index).getChar();
    }

    void setChar(int index, char value) {
        write(index, element().putChar(value));
    }

    void copyOut(int from, char[] target, int offset, int count) {
        copyOut(
                from,
                count,
                offset,
                target.length,
                (bytes, done, some) -> bytes.asCharBuffer().get(target, offset + done, some));
    }

    void copyIn(int from, char[] source, int offset, int count) {
        copyIn(
                from,
                count,
                offset,
                source.length,
                (bytes, done, some) -> bytes.asCharBuffer().put(source, offset + done, some));
    }

    void fill(char value) {
        fill(element().putChar(value));
    }
}
