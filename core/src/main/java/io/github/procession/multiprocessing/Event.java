package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventFlag;
import io.github.procession.ipc.transport.CellTypes;
import java.lang.ref.Reference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A flag that processes share and wait for: Python's {@code multiprocessing.Event}. It may be sent to any process at any
 * time, as an argument, through a queue or captured by a lambda; all copies are the same event.
 *
 * <p>{@link #set()} frees all who wait at that moment, also when {@link #clear()} follows at once.
 *
 * <p><b>Memory consistency.</b> What a thread did before it set the event happens-before what a thread of any process
 * does after {@link #await()} returned, or {@link #isSet()} was true, because of it; this covers memory that the
 * processes share, not their heaps.
 *
 * <p><b>If a process dies.</b> No process holds an event. It stays as it is when the process that set or cleared it dies, and one who
 * waited leaves nothing behind.
 */
@SuppressWarnings("exports") // Shareable is for the library's own classes
public final class Event implements Shareable {
    static {
        Shareables.register(Event.class, Event::new);
    }

    private final Cell cell;
    private final EventFlag flag;
    private final @Nullable Remote<EventProxy> remote; // null in shared memory

    /**
     * Makes a new event, which is not set.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Event() {
        this(Homes.ofDefault());
    }

    Event(ObjectHome home) {
        Remote<EventProxy> drawn = home == null ? null : Remote.draw(home, EventProxy.class, 0, 0, null);
        this(drawn == null ? Session.current().allocate(CellTypes.EVENT) : null, drawn);
        Homes.intern(this, drawn);
    }

    Event(RemoteHandle handle) {
        this(null, Remote.of(EventProxy.class, handle));
    }

    private Event(long address) {
        this(Session.current().hold(address), null);
    }

    private Event(Cell cell, Remote<EventProxy> remote) {
        this.cell = cell;
        this.remote = remote;
        if (remote != null) {
            this.flag = null;
            return;
        }
        this.flag = new EventFlag(cell.region(), cell.word(0));
        Session held = Session.current();
        long address = cell.address();
        Cleaners.CLEANER.register(this, () -> held.drop(address));
    }

    @Override
    public long address() {
        return remote == null ? cell.address() : 0;
    }

    @Override
    public RemoteHandle remoteHandle() {
        return remote == null ? null : remote.handleToSend();
    }

    /**
     * Whether the event is set: Python's {@code is_set()}.
     *
     * @return true if it is
     */
    public boolean isSet() {
        boolean set = remote == null ? flag.isSet() : remote.calls().isSet();
        Reference.reachabilityFence(this);
        return set;
    }

    /** Sets the event and frees all who wait for it: Python's {@code set()}. */
    public void set() {
        if (remote != null) {
            remote.calls().set();
            return;
        }
        flag.set();
        Reference.reachabilityFence(this);
    }

    /** Makes later callers of {@link #await()} wait: Python's {@code clear()}. */
    public void clear() {
        if (remote != null) {
            remote.calls().clear();
            return;
        }
        flag.clear();
        Reference.reachabilityFence(this);
    }

    /**
     * Waits until the event is set: Python's {@code wait()}.
     *
     * @return true
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await() throws InterruptedException {
        return await(null);
    }

    /**
     * Waits for some time until the event is set: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the event was set, before the call or while it waited
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await(@Nullable Duration timeout) throws InterruptedException {
        if (remote != null) {
            return remote.calls().await(timeout);
        }
        boolean set = flag.await(Deadline.after(timeout));
        Reference.reachabilityFence(this); // or the cell could serve another while this thread still waits
        return set;
    }

    /** Python's text form: whether the event is set. */
    @Override
    public String toString() {
        return "<Event at " + (remote == null ? "0x" + Long.toHexString(address()) : remote.name())
                + (isSet() ? " set>" : " unset>");
    }
}
