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
final class FarElements {
    /** Bytes of one part of a copy. */
    private static final int PART_BYTES = 4 << 20;

    /** A step of a copy between an array of this process and bytes. */
    interface Part {
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

    /** Room for one element. */
    ByteBuffer element() {
        return ByteBuffer.allocate(width);
    }

    private long at(int index) {
        return (long) Objects.checkIndex(index, length) * width;
    }

    ByteBuffer get(int index) {
        try {
            return ByteBuffer.wrap(calls.read(at(index), width));
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    void set(int index, ByteBuffer element) {
        try {
            calls.write(at(index), element.array());
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    boolean compareAndSet(int index, ByteBuffer expected, ByteBuffer element) {
        try {
            return calls.compareAndSet(at(index), expected.array(), element.array());
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /** Adds to a whole number. */
    ByteBuffer getAndAdd(int index, long delta) {
        try {
            return ByteBuffer.wrap(calls.getAndAdd(at(index), width, delta));
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /** Adds to a floating-point number. */
    ByteBuffer getAndAdd(int index, ByteBuffer delta) {
        try {
            return ByteBuffer.wrap(calls.getAndAdd(at(index), delta.array()));
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /** Copies elements to an array of this process, of that length, from that offset on. */
    void copyOut(int from, int count, int offset, int targetLength, Part part) {
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
    void copyIn(int from, int count, int offset, int sourceLength, Part part) {
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
    void fill(ByteBuffer element) {
        copyIn(0, length, 0, length, (bytes, _, count) -> {
            for (int i = 0; i < count; i++) {
                bytes.put(element.array());
            }
        });
    }
}
