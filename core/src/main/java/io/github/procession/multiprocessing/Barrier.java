package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.internal.Cleaners;
import io.github.procession.internal.Durations;
import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.BarrierState;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import org.jspecify.annotations.Nullable;

/**
 * A place where a fixed number of threads of any processes wait for each other: Python's
 * {@code multiprocessing.Barrier}. It may be sent to any process at any time, as an argument, through a queue or captured
 * by a lambda; all copies are the same barrier.
 *
 * <p>When the last party arrives, it runs the action, if there is one, and all go on. The barrier serves the next round
 * when all parties of the last one have left; who comes earlier waits for that.
 *
 * <p>A barrier is <i>broken</i> when a party gives up waiting, is interrupted or dies, when the action throws, and by
 * {@link #abort()}: then all who wait and all who come get a {@link BrokenBarrierException}, until {@link #reset()}.
 *
 * <p><b>Memory consistency.</b> What a thread did before it called {@link #await()} happens-before the action, and that
 * happens-before what a thread of any process does after it returned from the same round; this covers memory that the
 * processes share, not their heaps.
 *
 * <p><b>If a party dies.</b> When its process dies while it waits or runs the action, the barrier is broken within about
 * 100 ms; if no live party waits then, by the one that would have been the last. One that dies after the round was
 * complete does not disturb the others. Python's barrier counts the dead as present.
 */
// Longer than most: the barrier of shared memory and its words for a barrier on a cluster, each call beside the other.
@SuppressWarnings("exports") // Shareable is for the library's own classes
public final class Barrier implements Shareable {
    static {
        Shareables.register(Barrier.class, Barrier::new);
    }

    private static final byte[] NO_ACTION = {};
    private static final long[] NO_NAMES = {};

    private final Cell cell;
    private final BarrierState state;
    private final long[] names;

    /** Where it lives; null for shared memory. */
    private final @Nullable Remote<BarrierProxy> remote;

    /** Action of the last party; read when it is first needed where the barrier came from another process. */
    private volatile Action0 action;

    /**
     * Shared objects that this process holds as long as it has the barrier.
     *
     * @param names addresses of the shared objects that the action has
     */
    private record Opened(Session session, Cell cell, BarrierState state, long[] names) {
        Opened(Session session, Cell cell, BarrierState state) {
            this(session, cell, state, state.names());
            for (long name : names) {
                session.hold(name);
            }
        }

        void close() {
            state.close();
            for (long name : names) {
                session.drop(name);
            }
            session.drop(cell.address());
        }
    }

    /**
     * Makes a barrier: Python's {@code Barrier(parties)}.
     *
     * @param parties how many wait for each other
     * @throws IllegalArgumentException if that is less than one, which Python accepts though no thread ever passes, or more than
     *     65,536, each of whom would have a place in shared memory
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Barrier(int parties) {
        this(parties, null, null);
    }

    /**
     * Makes a barrier: Python's {@code Barrier(parties, action)}.
     *
     * @param parties how many wait for each other
     * @param action the action of the last party to arrive, before any party goes on; null for none
     * @throws IllegalArgumentException if there is less than one party or more than 65,536, or if the action cannot be sent to
     *     another process
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Barrier(int parties, @Nullable Action0 action) {
        this(parties, action, null);
    }

    /**
     * Makes a barrier: Python's {@code Barrier(parties, action, timeout)}.
     *
     * @param parties how many wait for each other
     * @param action the action of the last party to arrive, before any party goes on; null for none
     * @param timeout how long parties wait that do not say it themselves; null for as long as it takes
     * @throws IllegalArgumentException if there is less than one party or more than 65,536, or if the action cannot be sent to
     *     another process
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Barrier(int parties, @Nullable Action0 action, @Nullable Duration timeout) {
        this(Homes.ofDefault(), parties, action, timeout);
    }

    Barrier(ObjectHome home, int parties, Action0 action, Duration timeout) {
        Remote<BarrierProxy> drawn = home == null ? null : draw(home, parties, action, timeout);
        this(drawn == null ? create(parties, action, timeout) : null, drawn);
        this.action = action;
        Homes.intern(this, drawn);
    }

    Barrier(RemoteHandle handle) {
        this(null, Remote.of(BarrierProxy.class, handle));
    }

    private Barrier(long address) {
        this(open(address), null);
    }

    private Barrier(Opened opened, Remote<BarrierProxy> remote) {
        this.remote = remote;
        if (remote != null) {
            this.cell = null;
            this.state = null;
            this.names = NO_NAMES;
            return;
        }
        this.cell = opened.cell;
        this.state = opened.state;
        this.names = opened.names;
        Cleaners.CLEANER.register(this, opened::close);
    }

    private static Remote<BarrierProxy> draw(ObjectHome home, int parties, Action0 action, Duration timeout) {
        checkParties(parties);
        if (action != null) {
            throw new UnsupportedOperationException(
                    "a barrier of a cluster has no action, as its server lets all go in the"
                            + " step in which the last one arrives: give it none, and have whoever arrives last do it");
        }
        return Remote.draw(home, BarrierProxy.class, parties, timeout == null ? -1 : Durations.toNanos(timeout), null);
    }

    private static void checkParties(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be at least 1: " + parties);
        }
    }

    private static Opened create(int parties, Action0 action, Duration timeout) {
        checkParties(parties);
        if (parties > BarrierState.MAX_PARTIES) {
            throw new IllegalArgumentException("parties must be at most " + BarrierState.MAX_PARTIES + ": " + parties);
        }
        Session session = Session.current();
        if (action == null) {
            return create(session, parties, timeout, NO_ACTION, NO_NAMES);
        }
        try (Message message = Codec.encode(action)) {
            Opened opened = create(session, parties, timeout, message.toByteArray(), message.addresses());
            Reference.reachabilityFence(action); // a shared object that only it has must not be collected before
            return opened;
        }
    }

    private static Opened create(Session session, int parties, Duration timeout, byte[] action, long[] names) {
        Cell cell = session.allocate(CellTypes.BARRIER);
        try {
            BarrierState state = BarrierState.create(
                    cell,
                    session.directory(),
                    parties,
                    timeout == null ? -1 : Durations.toNanos(timeout),
                    action,
                    names,
                    session.processes(),
                    session.token());
            return new Opened(session, cell, state);
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
                    session, cell, BarrierState.open(cell, session.directory(), session.processes(), session.token()));
        } catch (IOException e) {
            session.drop(address);
            throw new UncheckedIOException("the barrier cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public long address() {
        return remote == null ? cell.address() : 0;
    }

    @Override
    public RemoteHandle remoteHandle() {
        return remote == null ? null : remote.handleToSend();
    }

    @Override
    public long[] companions() {
        return names;
    }

    /**
     * Waits until all parties are there, no longer than the timeout that the barrier was made with: Python's
     * {@code wait()}.
     *
     * @return the order of arrival, from 0 to the number of parties less one
     * @throws BrokenBarrierException if the barrier is broken or reset, before or meanwhile, or the time was over
     * @throws InterruptedException if interrupted while waiting; the barrier is broken then
     * @throws RuntimeException what the action throws, if this is the last party; the barrier is broken then
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        long nanos = remote == null ? state.timeoutNanos() : remote.handle().option();
        return await(nanos < 0 ? Deadline.FOREVER : Deadline.after(Duration.ofNanos(nanos)));
    }

    /**
     * Waits for some time until all parties are there: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait before the barrier is broken; null means the one the barrier was made with
     * @return the order of arrival, from 0 to the number of parties less one
     * @throws BrokenBarrierException if the barrier is broken or reset, before or meanwhile, or the time was over
     * @throws InterruptedException if interrupted while waiting; the barrier is broken then
     * @throws RuntimeException what the action throws, if this is the last party; the barrier is broken then
     */
    public int await(@Nullable Duration timeout) throws InterruptedException, BrokenBarrierException {
        return timeout == null ? await() : await(Deadline.after(timeout));
    }

    private int await(Deadline deadline) throws InterruptedException, BrokenBarrierException {
        if (remote != null) {
            return remote.calls().await(Remote.left(deadline));
        }
        try {
            return state.await(deadline, this::act);
        } catch (InterruptedException | BrokenBarrierException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the action of the barrier failed: " + e, e);
        } finally {
            Reference.reachabilityFence(this); // or the cell could serve another while this thread still waits
        }
    }

    private @Nullable Object act() throws Exception {
        Action0 known = action;
        if (known == null) {
            byte[] encoded = state.action();
            if (encoded.length == 0) {
                return null;
            }
            known = (Action0) Codec.decode(encoded);
            action = known;
        }
        known.run();
        return null;
    }

    /** Breaks the barrier: Python's {@code abort()}. A thread that waits, or comes, gets an exception until it is reset. */
    public void abort() {
        if (remote != null) {
            remote.calls().abort();
            return;
        }
        state.abort();
        Reference.reachabilityFence(this);
    }

    /** Makes the barrier empty and usable again: Python's {@code reset()}. A thread that waits gets an exception. */
    public void reset() {
        if (remote != null) {
            remote.calls().reset();
            return;
        }
        state.reset();
        Reference.reachabilityFence(this);
    }

    /**
     * How many wait for each other: Python's {@code parties}.
     *
     * @return the number of parties
     */
    public int parties() {
        return remote == null ? state.parties() : remote.calls().parties();
    }

    /**
     * How many parties wait for the others at this moment: Python's {@code n_waiting}.
     *
     * @return the number, 0 while the parties of a round leave
     */
    public int nWaiting() {
        if (remote != null) {
            return remote.calls().nWaiting();
        }
        int waiting = state.waiting();
        Reference.reachabilityFence(this);
        return waiting;
    }

    /**
     * Whether the barrier is broken: Python's {@code broken}.
     *
     * @return true until it is reset
     */
    public boolean broken() {
        if (remote != null) {
            return remote.calls().broken();
        }
        boolean broken = state.isBroken();
        Reference.reachabilityFence(this);
        return broken;
    }

    /** Python's text form: how many wait, or that it is broken. */
    @Override
    public String toString() {
        String place = "<Barrier at " + (remote == null ? "0x" + Long.toHexString(address()) : remote.name());
        return broken() ? place + ": broken>" : place + ": waiters=" + nWaiting() + "/" + parties() + ">";
    }
}
