package io.github.procession.threading;

import io.github.procession.internal.Durations;
import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * A flag that threads wait for: Python's {@code threading.Event}.
 *
 * <p>{@link #set()} frees all who wait at that moment, also when {@link #clear()} follows at once. Virtual threads wait
 * for it without holding a carrier thread.
 *
 * <p><b>Memory consistency.</b> What a thread did before it set the event happens-before what a thread does after
 * {@link #await()} returned, or {@link #isSet()} was true, because of it.
 */
public final class Event {
    private final Gate gate = new Gate();

    /** Makes a new event, which is not set. */
    public Event() {}

    /**
     * Count of how often the event was set and cleared: it is set when the number is odd. A thread that waits remembers the number
     * that it has found, and is free when there is another one, so {@link #clear()} does not catch it again.
     */
    @SuppressWarnings("serial") // never serialized: the event that has it cannot be
    private static final class Gate extends AbstractQueuedSynchronizer {
        int changes() {
            return getState();
        }

        static boolean isOpen(int changes) {
            return (changes & 1) != 0;
        }

        @Override
        protected int tryAcquireShared(int found) {
            return isFree(found) ? 1 : -1;
        }

        /** Whether the event is set, or was set since the number was found. */
        boolean isFree(int found) {
            int present = getState();
            return isOpen(present) || present != found;
        }

        @Override
        protected boolean tryReleaseShared(int unused) {
            return change(false);
        }

        /** Changes the event if it is as it is said to be; tells whether it was. */
        boolean change(boolean open) {
            while (true) {
                int present = getState();
                if (isOpen(present) != open) {
                    return false;
                } else if (compareAndSetState(present, present + 1)) {
                    return true;
                }
            }
        }
    }

    /**
     * Whether the event is set: Python's {@code is_set()}.
     *
     * @return true if it is
     */
    public boolean isSet() {
        return Gate.isOpen(gate.changes());
    }

    /** Sets the event and frees all who wait for it: Python's {@code set()}. */
    public void set() {
        gate.releaseShared(0);
    }

    /** Makes later callers of {@link #await()} wait: Python's {@code clear()}. */
    public void clear() {
        gate.change(true);
    }

    /**
     * Waits until the event is set: Python's {@code wait()}.
     *
     * @return true
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean await() throws InterruptedException {
        gate.acquireSharedInterruptibly(gate.changes());
        return true;
    }

    /**
     * Waits for some time until the event is set: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the event was set, before the call or while it waited
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean await(@Nullable Duration timeout) throws InterruptedException {
        if (timeout == null) {
            return await();
        }
        int found = gate.changes();
        // when the time is over behind one who was woken and has not run yet, the event was set all the same
        return gate.tryAcquireSharedNanos(found, Durations.toNanos(timeout)) || gate.isFree(found);
    }

    /** Python's text form: whether the event is set. */
    @Override
    public String toString() {
        return "<Event at 0x" + Integer.toHexString(System.identityHashCode(this)) + (isSet() ? ": set>" : ": unset>");
    }
}
