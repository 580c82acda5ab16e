package io.github.procession.threading;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** A number of permits that never exceeds a bound, which {@link java.util.concurrent.Semaphore} cannot check. */
@SuppressWarnings("serial") // never serialized: the semaphore that has it cannot be
final class Permits extends AbstractQueuedSynchronizer {
    private final int bound;

    Permits(int value, int bound) {
        this.bound = bound;
        setState(value);
    }

    @Override
    protected int tryAcquireShared(int acquired) {
        while (true) {
            int available = getState();
            int left = available - acquired;
            if (left < 0 || compareAndSetState(available, left)) {
                return left;
            }
        }
    }

    @Override
    protected boolean tryReleaseShared(int released) {
        while (true) {
            int available = getState();
            if (released > bound - available) {
                throw new IllegalMonitorStateException("the semaphore is released too often: " + available + " of "
                        + bound + " permits are free, " + released + " more are released");
            }
            if (compareAndSetState(available, available + released)) {
                return true;
            }
        }
    }

    int available() {
        return getState();
    }

    int bound() {
        return bound;
    }
}
