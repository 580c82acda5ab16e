package io.github.procession.threading;

import io.github.procession.internal.Durations;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

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
    private static final AtomicReferenceFieldUpdater<Event, CountDownLatch> GATE =
            AtomicReferenceFieldUpdater.newUpdater(Event.class, CountDownLatch.class, "gate");

    /** Open while the event is set. Clearing puts a new one in its place, so that those who wait at the old one are free. */
    private volatile CountDownLatch gate = new CountDownLatch(1);

    /** Makes a new event, which is not set. */
    public Event() {}

    /**
     * Whether the event is set: Python's {@code is_set()}.
     *
     * @return true if it is
     */
    public boolean isSet() {
        return isOpen(gate);
    }

    private static boolean isOpen(CountDownLatch latch) {
        return latch.getCount() == 0;
    }

    /** Sets the event and frees all who wait for it: Python's {@code set()}. */
    public void set() {
        gate.countDown();
    }

    /** Makes later callers of {@link #await()} wait: Python's {@code clear()}. */
    public void clear() {
        CountDownLatch present = gate;
        if (isOpen(present)) {
            // when this fails another thread has cleared it just now
            GATE.compareAndSet(this, present, new CountDownLatch(1));
        }
    }

    /**
     * Waits until the event is set: Python's {@code wait()}.
     *
     * @return true
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean await() throws InterruptedException {
        gate.await();
        return true;
    }

    /**
     * Waits for some time until the event is set: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the event was set, before the call or while it waited
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return timeout == null ? await() : gate.await(Durations.toNanos(timeout), TimeUnit.NANOSECONDS);
    }

    /** Python's text form: whether the event is set. */
    @Override
    public String toString() {
        return "<Event at 0x" + Integer.toHexString(System.identityHashCode(this)) + (isSet() ? ": set>" : ": unset>");
    }
}
