package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.CountingSemaphore;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.Permits;
import io.github.procession.ipc.transport.CellTypes;
import java.lang.ref.Reference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits that processes share: Python's {@code multiprocessing.Semaphore}. It may be sent to any process at
 * any time, as an argument, through a queue or captured by a lambda; all copies are the same semaphore.
 *
 * <pre>{@code
 * try (var _ = semaphore.acquire()) { ... }                     // Python's "with semaphore:"
 * semaphore.acquire(); ... semaphore.release();                 // the same, or a signal from one process to another
 * }</pre>
 *
 * <p>Any thread of any process may release, also without having acquired before; each release wakes one thread that
 * waits. It is not fair: a caller that comes at the right moment may pass those that wait.
 *
 * <p><b>Memory consistency.</b> What a thread did before it released happens-before what a thread of any process does
 * after it acquired that permit; this covers memory that the processes share, not their heaps.
 *
 * <p><b>If the holder dies.</b> Its permits are gone, as in Python: a semaphore also serves for signals, where the one
 * who acquires never gives back, so it cannot know what to give back. {@link BoundedSemaphore} does. A process that dies
 * while it waits takes no permit and no wake-up with it.
 */
@SuppressWarnings("exports") // Shareable is for the library's own classes
public sealed class Semaphore implements Shareable permits BoundedSemaphore {
    static {
        Shareables.register(Semaphore.class, Semaphore::new);
    }

    private final Cell cell;

    /** The permits. */
    private final Permits permits;

    /** Where it lives; null for shared memory. */
    private final @Nullable Remote<SemaphoreProxy> remote;

    /**
     * Makes a semaphore with one permit: Python's {@code Semaphore()}.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Semaphore() {
        this(1);
    }

    /**
     * Makes a semaphore: Python's {@code Semaphore(value)}.
     *
     * @param value the number of permits at first
     * @throws IllegalArgumentException if it is negative (Python: {@code OSError})
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Semaphore(int value) {
        this(Homes.ofDefault(), value);
    }

    Semaphore(ObjectHome home, int value) {
        Remote<SemaphoreProxy> drawn =
                home == null ? null : Remote.draw(home, SemaphoreProxy.class, checkValue(value), 0, null);
        this(drawn == null ? newCell(value) : null, drawn);
        Homes.intern(this, drawn);
    }

    Semaphore(RemoteHandle handle) {
        this(null, Remote.of(SemaphoreProxy.class, handle));
    }

    private Semaphore(long address) {
        this(Session.current().hold(address), (Remote<SemaphoreProxy>) null);
    }

    private Semaphore(Cell cell, Remote<SemaphoreProxy> remote) {
        this(cell, remote == null ? new CountingSemaphore(cell.region(), cell.word(0)) : null, remote);
        if (remote != null) {
            return;
        }
        Session held = Session.current();
        long address = cell.address();
        Cleaners.CLEANER.register(this, () -> held.drop(address));
    }

    /** For the subclass, which lets go of its cell itself. */
    Semaphore(Cell cell, Permits permits, Remote<SemaphoreProxy> remote) {
        this.remote = remote;
        this.cell = cell;
        this.permits = permits;
    }

    private static Cell newCell(int value) {
        checkValue(value);
        Cell cell = Session.current().allocate(CellTypes.SEMAPHORE);
        cell.region().putIntVolatile(cell.word(0), value);
        return cell;
    }

    static int checkValue(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("value is negative: " + value);
        }
        return value;
    }

    @Override
    public final long address() {
        return remote == null ? cell.address() : 0;
    }

    @Override
    public final RemoteHandle remoteHandle() {
        return remote == null ? null : remote.handleToSend();
    }

    /** A permit; closing it releases the permit, closing it again does nothing. */
    public final class Held implements AutoCloseable {
        private boolean released;

        private Held() {}

        /** Releases the permit. */
        @Override
        public void close() {
            if (!released) {
                released = true;
                release();
            }
        }
    }

    /**
     * Acquires a permit, waiting as long as it takes: Python's {@code acquire()}.
     *
     * @return a token for try-with-resources; callers who call {@link #release()} themselves ignore it
     * @throws InterruptedException if interrupted while waiting
     */
    public Held acquire() throws InterruptedException {
        Held held = new Held(); // first, as there may be no memory for it
        acquire(true, null);
        return held;
    }

    /**
     * Acquires a permit: Python's {@code acquire(block)}.
     *
     * @param block false returns at once when there is none
     * @return whether a permit was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(boolean block) throws InterruptedException {
        return acquire(block, null);
    }

    /**
     * Acquires a permit, waiting for some time: Python's {@code acquire(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether a permit was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(@Nullable Duration timeout) throws InterruptedException {
        return acquire(true, timeout);
    }

    /**
     * Acquires a permit: Python's {@code acquire(block, timeout)}.
     *
     * @param block false returns at once when there is none, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether a permit was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(boolean block, @Nullable Duration timeout) throws InterruptedException {
        if (remote != null) {
            return remote.calls().acquire(block, timeout);
        }
        boolean acquired = permits.acquire(Deadline.after(block ? timeout : Duration.ZERO));
        Reference.reachabilityFence(this); // or the cell could serve another while this thread still waits
        return acquired;
    }

    /**
     * Releases a permit and wakes one thread that waits for one: Python's {@code release()}.
     *
     * @throws IllegalMonitorStateException if there are as many permits as there can be (Python: {@code ValueError}):
     *     {@link Integer#MAX_VALUE}, or the bound of a {@link BoundedSemaphore}; nothing has changed then
     */
    public void release() {
        if (remote != null) {
            try {
                remote.calls().release();
                return;
            } catch (IllegalStateException _) {
                throw releasedTooOften();
            }
        }
        if (permits.release() == Permits.Release.TOO_MANY) {
            throw releasedTooOften();
        }
        Reference.reachabilityFence(this);
    }

    private static IllegalMonitorStateException releasedTooOften() {
        return new IllegalMonitorStateException("the semaphore is released too often: all its permits are free");
    }

    /**
     * How many permits can be acquired at this moment: Python's {@code get_value()}.
     *
     * @return the number of free permits
     */
    public int getValue() {
        if (remote != null) {
            return remote.calls().getPermits();
        }
        int value = permits.available();
        Reference.reachabilityFence(this);
        return value;
    }

    /**
     * Whether no permit can be acquired at this moment: Python's {@code locked()}.
     *
     * @return true if the value is zero
     */
    public boolean locked() {
        return getValue() == 0;
    }

    /** Python's text form: the number of free permits. */
    @Override
    public String toString() {
        return "<Semaphore(value=" + getValue() + ")>";
    }
}
