package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.PermitLedger;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A semaphore whose permits never become more than at first, and come back from dead processes: Python's
 * {@code multiprocessing.BoundedSemaphore}.
 *
 * <p>It remembers how many permits each process has. Any process may release, as in Python; one that has no permit
 * itself gives back that of a process that has one.
 *
 * <p><b>Memory consistency.</b> As for {@link Semaphore}. What a dead process did before it died happens-before what a
 * thread does after it acquired a permit of that process, but it may be half done.
 *
 * <p><b>If the holder dies.</b> Its permits are free again: who waits gets one within about 100 ms, who tries gets one at
 * once, and a warning is logged with the process id. Python's are lost. {@link #getValue()} counts them from then on.
 */
@SuppressWarnings("exports") // Shareable is for the library's own classes
public final class BoundedSemaphore extends Semaphore {
    static {
        Shareables.register(BoundedSemaphore.class, BoundedSemaphore::new);
    }

    private final int bound;

    /**
     * Makes a semaphore with one permit: Python's {@code BoundedSemaphore()}.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Makes a semaphore: Python's {@code BoundedSemaphore(value)}.
     *
     * @param value the number of permits
     * @throws IllegalArgumentException if it is negative (Python: {@code OSError})
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public BoundedSemaphore(int value) {
        this(Homes.ofDefault(), value);
    }

    BoundedSemaphore(ObjectHome home, int value) {
        checkValue(value);
        Remote<SemaphoreProxy> drawn = home == null ? null : Remote.draw(home, SemaphoreProxy.class, value, 1, null);
        this(drawn == null ? create(value) : null, drawn);
        Homes.intern(this, drawn);
    }

    BoundedSemaphore(RemoteHandle handle) {
        this(null, Remote.of(SemaphoreProxy.class, handle));
    }

    private BoundedSemaphore(long address) {
        this(open(address), null);
    }

    private BoundedSemaphore(Opened opened, Remote<SemaphoreProxy> remote) {
        super(remote == null ? opened.cell : null, remote == null ? opened.ledger : null, remote);
        if (remote != null) {
            bound = Math.toIntExact(remote.handle().parameter());
            return;
        }
        bound = opened.ledger.bound();
        Cleaners.CLEANER.register(this, opened::close);
    }

    private record Opened(Session session, Cell cell, PermitLedger ledger) {
        void close() {
            ledger.close();
            session.drop(cell.address());
        }
    }

    private static Opened create(int value) {
        Session session = Session.current();
        Cell cell = session.allocate(CellTypes.BOUNDED_SEMAPHORE);
        try {
            return new Opened(
                    session,
                    cell,
                    PermitLedger.create(
                            cell,
                            session.directory(),
                            value,
                            session.processes(),
                            session.token(),
                            BoundedSemaphore::warn));
        } catch (IOException e) {
            session.drop(cell.address());
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Opened open(long address) {
        Session session = Session.current();
        Cell cell = session.hold(address);
        try {
            return new Opened(
                    session,
                    cell,
                    PermitLedger.open(
                            cell, session.directory(), session.processes(), session.token(), BoundedSemaphore::warn));
        } catch (IOException e) {
            session.drop(address);
            throw new UncheckedIOException("the semaphore cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void warn(long pid, int permits) {
        LibraryLogger.of(BoundedSemaphore.class)
                .warn(
                        "{} died with {} of a bounded semaphore; process {} gave back what it had, and what it guarded"
                                + " may be half done",
                        pid < 0 ? "a process that ended long ago" : "process " + pid,
                        permits == 1 ? "a permit" : permits + " permits",
                        ProcessHandle.current().pid());
    }

    /** Python's text form: the number of free permits and of all permits. */
    @Override
    public String toString() {
        return "<BoundedSemaphore(value=" + getValue() + ", maxvalue=" + bound + ")>";
    }
}
