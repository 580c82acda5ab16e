package io.github.procession.ipc.transport;

import io.github.procession.ipc.ring.Sink;
import org.jspecify.annotations.Nullable;

/** Sink that keeps one message in an array of its own, or the reason why it does not. */
abstract class ArraySink implements Sink {
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private byte[] whole;
    private RuntimeException refusal;
    private OutOfMemoryError outOfMemory;

    static int checkedLength(long length) {
        if (length > LONGEST) {
            throw new IllegalStateException("a message of " + length + " bytes does not fit into one array");
        }
        return (int) length;
    }

    @Override
    public final void outOfMemory(OutOfMemoryError error) {
        outOfMemory = error;
    }

    final void refuse(RuntimeException reason) {
        refusal = reason;
    }

    final boolean isRefused() {
        return refusal != null || outOfMemory != null;
    }

    final void keep(byte[] bytes) {
        whole = bytes;
    }

    /** Keeps a new array; null when there is no room for it, which is the reason then. */
    final byte[] allocate(long length) {
        try {
            whole = new byte[checkedLength(length)];
        } catch (IllegalStateException e) {
            refusal = e;
        } catch (OutOfMemoryError e) {
            outOfMemory = e;
        }
        return whole;
    }

    @Override
    public void discard() {
        whole = null;
        refusal = null;
        outOfMemory = null;
    }

    @Override
    public boolean refuseLike(Sink other) {
        if (other.getClass() == getClass()) {
            refusal = ((ArraySink) other).refusal;
            outOfMemory = ((ArraySink) other).outOfMemory;
        }
        return isRefused();
    }

    final void throwIfRefused() {
        if (outOfMemory != null) {
            throw outOfMemory;
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Why the message is not kept; null if it is. */
    public final @Nullable Throwable refusal() {
        return outOfMemory != null ? outOfMemory : refusal;
    }

    /** The message in an array of its own; null if it has none. */
    final byte[] array() {
        return whole;
    }
}
