package io.github.procession.ipc.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Number of calls that are inside an object. The memory of a closed object is unmapped when the last call has left.
 */
final class UseCount {
    private static final int CLOSED = 1 << 31;

    private final AtomicInteger state = new AtomicInteger();
    private final AtomicBoolean released = new AtomicBoolean();
    private final Runnable release;

    /** Action to run once, when the object is closed and no thread is inside. */
    UseCount(Runnable release) {
        this.release = release;
    }

    /** Goes inside; false if the object is closed. */
    boolean enter() {
        if (state.get() < 0) {
            return false;
        }
        if (state.getAndIncrement() >= 0) {
            return true;
        }
        exit();
        return false;
    }

    void exit() {
        if (state.decrementAndGet() == CLOSED) {
            releaseOnce();
        }
    }

    /**
     * Closes; false if it was closed before. The action runs while the memory is surely still mapped. A release that failed, as there was no
     * memory for it, is done by the next call.
     */
    boolean close(Runnable whileMapped) {
        int before = state.getAndUpdate(s -> (s | CLOSED) + 1);
        try {
            if (before >= 0) {
                whileMapped.run();
            }
        } finally {
            exit();
        }
        return before >= 0;
    }

    /** Closes; false if it was closed before. */
    boolean close() {
        return close(() -> {});
    }

    private void releaseOnce() {
        // a late enter() on the closed object brings the count to CLOSED once more: only one of them releases
        if (released.compareAndSet(false, true)) {
            boolean done = false;
            try {
                release.run();
                done = true;
            } finally {
                released.set(done);
            }
        }
    }

    boolean isClosed() {
        return state.get() < 0;
    }
}
