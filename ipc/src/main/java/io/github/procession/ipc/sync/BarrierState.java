package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.BarrierLayout.ACTION_LENGTH_OFFSET;
import static io.github.procession.ipc.sync.BarrierLayout.CHANGES_OFFSET;
import static io.github.procession.ipc.sync.BarrierLayout.MUTEX_OFFSET;
import static io.github.procession.ipc.sync.BarrierLayout.PARTIES_OFFSET;
import static io.github.procession.ipc.sync.BarrierLayout.STATE_OFFSET;
import static io.github.procession.ipc.sync.BarrierLayout.TIMEOUT_OFFSET;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;

/** A place where a fixed number of threads of several processes wait for each other. */
// Longer than most: the whole protocol of the barrier: each of its states is entered and left here.
public final class BarrierState implements AutoCloseable {
    /*
     *   FILLING --the last arrives--> ACTING --its action ends--> DRAINING --all have left--> FILLING
     *      |                            |
     *      +--time over, interrupt, death, abort--> BROKEN --reset--> RESETTING --all have left--> FILLING
     *
     * Each party has a place, in the order of arrival: its token is there from its arrival until it has seen how the round
     * ended. A round begins only when all places of the last one are empty, so a party that sleeps long sees the state of
     * its own round. A round begins and fills under the mutex; a party empties its own place without it.
     *
     * A round is broken, or ended after its action, by one compare-and-set without the mutex, whose owner may be stopped: a
     * party whose time is over must not wait for it. No other round can have come in between, as the party that does so has
     * a place in this one. The owner of the mutex therefore changes a state only if it is still the one that it has seen.
     *
     * State and each place are one word, and what is counted is counted from the places. So a process that takes the mutex over
     * from a dead process has nothing to repair. What a death leaves:
     *   a place in FILLING or ACTING    breaks the barrier: found by the waiting party next to it when its slice ends, and
     *                                   by the last one to arrive, which asks for all.
     *   a place in any other state      is emptied by who waits for the next round, or resets.
     *   a state without a wake-up       is seen by the sleepers when their slice ends.
     *
     * The action runs without the mutex: a death, a reset or an abort meanwhile shows in the state.
     */
    /** Most parties of a barrier. Each has a place in its file, and each that arrives looks at all places. */
    public static final int MAX_PARTIES = 1 << 16;

    private static final int FILLING = 0;
    private static final int ACTING = 1;
    private static final int DRAINING = 2;
    private static final int RESETTING = 3;
    private static final int BROKEN = 4;

    private final Region words;
    private final long base;
    private final Region file;
    private final Runnable unmap;
    private final ProcessTable processes;
    private final int self;
    private final int parties;
    private final long places;
    private final RobustMutex mutex;
    private final EventCount changes;
    private final SpinWait spin = SpinWait.forSeveral();
    private final SpinWait drainSpin = SpinWait.forSeveral();

    /** Two turns: who waits for the next round waits for those who wait for the end of this one. */
    private final VirtualWaiterGate turn = new VirtualWaiterGate();

    private final VirtualWaiterGate turnOfArrivals = new VirtualWaiterGate();

    /** For the last one to arrive, who has the mutex. */
    private final LivenessCache recently;

    private BarrierState(Region words, long base, Region file, Runnable unmap, ProcessTable processes, int self) {
        this.words = words;
        this.base = base;
        this.file = file;
        this.unmap = unmap;
        this.processes = processes;
        this.self = self;
        this.parties = words.getInt(base + PARTIES_OFFSET);
        this.places = BarrierLayout.places(file.getInt(CompanionsLayout.COUNT_OFFSET));
        this.recently = new LivenessCache(processes, parties);
        this.mutex = new RobustMutex(words, base + MUTEX_OFFSET, processes, self);
        this.changes = new EventCount(words, base + CHANGES_OFFSET);
    }

    /**
     * Makes the file of a new barrier.
     *
     * @param cell new, with zeroed words
     * @param folder the session folder
     * @param parties how many wait for each other, {@value #MAX_PARTIES} at most
     * @param timeoutNanos the default timeout, negative for none
     * @param action encoded, empty for none
     * @param names addresses of the shared objects in the action
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the barrier
     * @throws IOException if there is no space for it
     */
    public static BarrierState create(
            Cell cell,
            Path folder,
            int parties,
            long timeoutNanos,
            byte[] action,
            long[] names,
            ProcessTable processes,
            int self)
            throws IOException {
        Region words = cell.region();
        words.putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, CompanionsLayout.FILE);
        words.putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, CompanionsLayout.FILE);
        Segment segment = Segment.create(
                cell.file(folder, CompanionsLayout.FILE),
                BarrierLayout.fileBytes(names.length, parties, action.length));
        words.putInt(cell.word(PARTIES_OFFSET), parties);
        words.putInt(cell.word(ACTION_LENGTH_OFFSET), action.length);
        words.putLong(cell.word(TIMEOUT_OFFSET), timeoutNanos);
        Region file = segment.region();
        file.copyIn(BarrierLayout.action(names.length, parties), MemorySegment.ofArray(action), 0, action.length);
        Companions.publish(file, names);
        return new BarrierState(words, cell.word(0), file, segment::close, processes, self);
    }

    /**
     * Opens a barrier that another process made.
     *
     * @param cell of the barrier
     * @param folder the session folder
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the barrier
     * @throws IOException if it is gone or of another version
     */
    public static BarrierState open(Cell cell, Path folder, ProcessTable processes, int self) throws IOException {
        Segment segment = Segment.open(cell.file(folder, CompanionsLayout.FILE));
        Region file = segment.region();
        if (!Companions.areIn(file)) {
            segment.close();
            throw new IOException("not a barrier of this version of the library");
        }
        return new BarrierState(cell.region(), cell.word(0), file, segment::close, processes, self);
    }

    /** A barrier in memory that the caller has mapped and will unmap; all zero but for the number of parties. */
    static BarrierState in(Region words, long base, Region file, ProcessTable processes, int self) {
        return new BarrierState(words, base, file, () -> {}, processes, self);
    }

    /**
     * How many wait for each other.
     *
     * @return the number of parties
     */
    public int parties() {
        return parties;
    }

    /**
     * How long a party waits unless it says so itself.
     *
     * @return nanoseconds, negative if it waits as long as it takes
     */
    public long timeoutNanos() {
        return words.getLong(base + TIMEOUT_OFFSET);
    }

    /**
     * The shared objects that the action has.
     *
     * @return their addresses
     */
    public long[] names() {
        return Companions.of(file);
    }

    /**
     * The action as it was given.
     *
     * @return its bytes, none if there is no action
     */
    public byte[] action() {
        byte[] action = new byte[words.getInt(base + ACTION_LENGTH_OFFSET)];
        int names = file.getInt(CompanionsLayout.COUNT_OFFSET);
        file.copyOut(BarrierLayout.action(names, parties), MemorySegment.ofArray(action), 0, action.length);
        return action;
    }

    private int state() {
        return words.getIntVolatile(base + STATE_OFFSET);
    }

    private void become(int state) {
        words.putIntVolatile(base + STATE_OFFSET, state);
        changes.notifyWaiters();
    }

    /** Changes the state unless it has changed meanwhile. */
    private boolean change(int expected, int state) {
        boolean changed = words.compareAndSetInt(base + STATE_OFFSET, expected, state);
        if (changed) {
            changes.notifyWaiters();
        }
        return changed;
    }

    private long place(int index) {
        return places + index * 4L;
    }

    private int tokenIn(int index) {
        return file.getIntVolatile(place(index));
    }

    private int occupied() {
        int count = 0;
        for (int i = 0; i < parties; i++) {
            count += tokenIn(i) != 0 ? 1 : 0;
        }
        return count;
    }

    private boolean isDead(int token) {
        return token != 0 && token != self && processes.isDead(token);
    }

    /**
     * Waits until all parties are there.
     *
     * @param deadline when to give up and break the barrier
     * @param action what the last one to arrive does before all go on; null for nothing
     * @return the order of arrival, from 0
     * @throws BrokenBarrierException if the barrier is broken or reset, before or meanwhile
     * @throws InterruptedException if interrupted while waiting; the barrier is broken then
     * @throws Exception what the action throws; the barrier is broken then
     */
    public int await(Deadline deadline, Callable<?> action) throws Exception {
        int index = arriveOrBreak(deadline.orInSlices(Deadline.BRIEF_SLICES));
        boolean passed = false;
        try {
            passed = index == parties - 1 ? act(action) : awaitEnd(index, deadline);
        } finally {
            if (!passed) {
                breakRound();
            }
            leave(index);
        }
        if (!passed) {
            throw broken();
        }
        return index;
    }

    /** Waits for the end of the round; false if it was broken or reset. What it throws ends the round. */
    private boolean awaitEnd(int index, Deadline deadline) throws InterruptedException {
        if (deadline.left() > 0 && spin.spinUntil(() -> state() != FILLING) && state() == DRAINING) {
            return true; // and no notifier has to wake this party
        }
        boolean myTurn = false;
        try {
            for (int slice = 0; ; slice++) {
                int ticket = changes.prepare();
                int state = state();
                if (state != FILLING && state != ACTING) {
                    return state == DRAINING;
                }
                Deadline end = state == ACTING ? Deadline.FOREVER : deadline; // all are there: it is not late any more
                long left = end.left();
                if (left <= 0) {
                    breakIf(FILLING);
                    continue;
                }
                try {
                    if (!myTurn) {
                        myTurn = turn.enter(end);
                        continue;
                    }
                    changes.await(ticket, Math.min(left, Parker.sliceNanos(slice)));
                } catch (InterruptedException e) {
                    if (breakRound()) {
                        throw e;
                    }
                    Thread.currentThread().interrupt(); // the round had ended before
                    continue;
                }
                if (!changes.isSince(ticket) && isPartyDead(index)) {
                    breakIf(state);
                }
            }
        } finally {
            if (myTurn) {
                turn.leave();
            }
        }
    }

    /** Breaks the round of a party that has a place in it; false if it had ended before. */
    private boolean breakRound() {
        return breakIf(FILLING) || breakIf(ACTING);
    }

    private static BrokenBarrierException late() {
        return new BrokenBarrierException(
                "the time is over, and a process that is stopped or slow has not left the barrier");
    }

    private static BrokenBarrierException broken() {
        return new BrokenBarrierException("the barrier is broken or was reset");
    }

    /** With no memory for the arrival the others would wait for this party in vain. */
    private int arriveOrBreak(Deadline deadline) throws InterruptedException, BrokenBarrierException {
        try {
            return arrive(deadline);
        } catch (OutOfMemoryError e) {
            breakIf(FILLING);
            throw e;
        }
    }

    /** Takes a place, as soon as all have left those of the last round. One of them, or the owner of the mutex, may be stopped. */
    private int arrive(Deadline deadline) throws InterruptedException, BrokenBarrierException {
        boolean interrupted = Thread.interrupted();
        boolean myTurn = false;
        boolean sliceEnded = false;
        try {
            for (int slice = 0; ; slice++) {
                int ticket = slice == 0 ? 0 : changes.prepare();
                if (Uninterruptibly.lock(mutex, deadline) == RobustMutex.Outcome.TIMED_OUT) {
                    change(FILLING, BROKEN); // as when the time is over after the arrival
                    throw late();
                }
                try {
                    if (sliceEnded) {
                        emptyPlacesOfTheDead();
                    }
                    beginRoundIfAllHaveLeft();
                    if (state() == BROKEN) {
                        throw broken();
                    }
                    if (interrupted) {
                        become(BROKEN); // the others would wait for this party in vain
                        throw new InterruptedException();
                    }
                    if (state() == FILLING) {
                        return takePlace();
                    }
                } finally {
                    mutex.unlock();
                }
                if (drainSpin.spinUntil(() -> state() == FILLING) || slice == 0) {
                    continue;
                }
                long left = deadline.left();
                if (left <= 0) {
                    throw late(); // the state is that of the last round, which has ended well for the others
                }
                if (myTurn) {
                    changes.await(ticket, Math.min(left, Parker.sliceNanos(slice)));
                    sliceEnded = !changes.isSince(ticket);
                } else {
                    myTurn = turnOfArrivals.enter(deadline);
                }
            }
        } finally {
            if (myTurn) {
                turnOfArrivals.leave();
            }
        }
    }

    private int takePlace() throws BrokenBarrierException {
        int index = occupied();
        if (index == parties - 1) {
            for (int i = 0; i < index; i++) {
                int token = tokenIn(i);
                if (token != 0 && token != self && recently.isDead(i, token)) {
                    change(FILLING, BROKEN);
                    throw broken();
                }
            }
            file.putIntVolatile(place(index), self);
            if (!words.compareAndSetInt(base + STATE_OFFSET, FILLING, ACTING)) {
                file.putIntVolatile(place(index), 0);
                throw broken(); // by another whose time was over
            }
        } else {
            file.putIntVolatile(place(index), self);
        }
        return index;
    }

    /** Runs the action and ends the round; false if something else has ended it. */
    private boolean act(Callable<?> action) throws Exception {
        if (action != null) {
            action.call();
        }
        return change(ACTING, DRAINING);
    }

    private void leave(int index) {
        file.putIntVolatile(place(index), 0);
        try { // if the mutex cannot be had, or there is no memory, the next one to arrive begins the round
            if (occupied() == 0 && Uninterruptibly.lock(mutex, Deadline.inSlices(1)) != RobustMutex.Outcome.TIMED_OUT) {
                try {
                    beginRoundIfAllHaveLeft();
                } finally {
                    mutex.unlock();
                }
            }
        } catch (OutOfMemoryError _) {
            // the place is empty
        }
    }

    private void beginRoundIfAllHaveLeft() {
        int state = state();
        if ((state == DRAINING || state == RESETTING) && occupied() == 0) {
            change(state, FILLING);
        }
    }

    /** In a round that has ended; in one that goes on, they break it. */
    private void emptyPlacesOfTheDead() {
        if (state() == FILLING || state() == ACTING) {
            return;
        }
        for (int i = 0; i < parties; i++) {
            if (isDead(tokenIn(i))) {
                file.putIntVolatile(place(i), 0);
            }
        }
    }

    /**
     * Whether a party that the caller looks after is dead. A platform thread looks after the nearest party of another
     * process: of several dead ones, each is next to a live one. A virtual thread, which has the turn of all the others of
     * its process, looks after all.
     */
    private boolean isPartyDead(int index) {
        boolean all = Thread.currentThread().isVirtual();
        int seen = 0;
        for (int i = 1; i < parties; i++) {
            int token = tokenIn((index + i) % parties);
            if (token != 0 && token != self && token != seen) {
                if (isDead(token)) {
                    return true;
                }
                if (!all) {
                    return false;
                }
                seen = token;
            }
        }
        return false;
    }

    private boolean breakIf(int expected) {
        return change(expected, BROKEN);
    }

    /** Breaks the barrier: who waits, and who comes, gets an exception until it is reset. */
    public void abort() {
        become(BROKEN);
    }

    /** Makes the barrier empty and usable; who waits gets an exception. */
    public void reset() {
        Uninterruptibly.lock(mutex);
        try {
            for (int i = 0; i < parties; i++) {
                if (isDead(tokenIn(i))) {
                    file.putIntVolatile(place(i), 0);
                }
            }
            for (int state = state(); state != DRAINING; state = state()) {
                if (occupied() == 0) {
                    become(FILLING);
                    return;
                }
                if (change(state, RESETTING)) {
                    return;
                }
            }
            beginRoundIfAllHaveLeft();
        } finally {
            mutex.unlock();
        }
    }

    /**
     * How many parties wait for the others.
     *
     * @return the number, 0 while a round ends
     */
    public int waiting() {
        return state() == FILLING ? occupied() : 0;
    }

    /**
     * Whether the barrier is broken.
     *
     * @return true until it is reset
     */
    public boolean isBroken() {
        return state() == BROKEN;
    }

    /** Unmaps the file; the barrier may not be used any more. */
    @Override
    public void close() {
        unmap.run();
    }

    /** The name of a state, as tools show it. */
    static String nameOf(int state) {
        return switch (state) {
            case FILLING -> "filling";
            case ACTING -> "acting";
            case DRAINING -> "draining";
            case RESETTING -> "resetting";
            case BROKEN -> "broken";
            default -> "damaged";
        };
    }
}
