package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;

/**
 * A mutual exclusion lock in one word of shared memory that is never left held by a dead process.
 *
 * <p>The owner is a process, not a thread: any thread of it may unlock. It is not reentrant and not fair: a caller that comes at the right moment may pass those that wait.
 */
public final class RobustMutex {
    /*
     * The word:  bit 31 WAITERS | bit 30 ABANDONED | bits 0-29 token of the owner, 0 = free
     *
     * It follows Drepper's third futex mutex ("Futexes Are Tricky"), with the owner's token in place of the 1:
     *
     *   lock     0 -> token. If that fails: set WAITERS in the owner's word, sleep on it; a thread that slept takes a free
     *            word with WAITERS set, as others may sleep still.
     *   unlock   exchange with 0; if WAITERS was set, wake one.
     *   takeover a waiter whose slice ended asks whether the owner is dead and replaces its token by one
     *            compare-and-set, with ABANDONED set until the next unlock.
     *
     * Every change is one atomic store, so a process dies before it or after it:
     *   after lock      the word names it: takeover.
     *   after unlock, before the wake-up: sleepers find the word free at the end of their slice.
     *   a woken waiter that dies before it takes the word: the same.
     *
     * Where no thread can be woken, waiters look every now and then, and would hardly ever find the word free that its last
     * owner takes again at once. So an owner that has had it for some time waits after the unlock until another has it.
     *
     * A woken waiter that does not take the word, because it was interrupted, wakes another in its place: a thread that passed
     * in between took a free word without WAITERS and would wake none.
     */
    private static final int WAITERS = 1 << 31;
    private static final int ABANDONED = 1 << 30;

    /** How long a process may take the mutex again and again while portable waits go on, and how long it lets others in. */
    private static final long TURN_NANOS = 1_000_000;

    /** Outcome of {@link #lock}. */
    public enum Outcome {
        /** The caller owns the mutex. */
        LOCKED,
        /** The caller owns the mutex, whose last owner died with it: what it guards may need completion. */
        ABANDONED,
        /** The time was over. */
        TIMED_OUT
    }

    private final Region region;
    private final long offset;
    private final ProcessTable processes;
    private final int self;
    private final SpinWait spin = new SpinWait();
    private final VirtualWaiterGate turn = new VirtualWaiterGate();
    private volatile long deadOwnerPid = -1;
    private long turnBegan; // two threads that write it at once only lengthen a turn

    /**
     * A mutex in some word; zero is free.
     *
     * @param region shared memory
     * @param offset of the word
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     */
    public RobustMutex(Region region, long offset, ProcessTable processes, int self) {
        this.region = region;
        this.offset = offset;
        this.processes = processes;
        this.self = self;
    }

    /**
     * Locks if the mutex is free, or if its owner is dead.
     *
     * @return whether the caller owns it now; {@link #wasAbandoned()} tells how
     */
    public boolean tryLock() {
        if (region.compareAndSetInt(offset, 0, self)) {
            return true;
        }
        int word = region.getIntVolatile(offset);
        return word == 0 ? region.compareAndSetInt(offset, 0, self) : takeOver(word);
    }

    /**
     * Locks, waiting as long as it takes.
     *
     * @return {@link Outcome#LOCKED} or {@link Outcome#ABANDONED}
     * @throws InterruptedException if interrupted while waiting; the mutex is then not owned
     */
    public Outcome lock() throws InterruptedException {
        return lock(Deadline.FOREVER);
    }

    /**
     * Locks, waiting until the deadline at most.
     *
     * @param deadline when to give up; a deadline in the past tries once
     * @return how it ended
     * @throws InterruptedException if interrupted while waiting; the mutex is then not owned
     */
    public Outcome lock(Deadline deadline) throws InterruptedException {
        return region.compareAndSetInt(offset, 0, self) ? Outcome.LOCKED : lockSlowly(deadline);
    }

    private Outcome lockSlowly(Deadline deadline) throws InterruptedException {
        if (deadline.left() <= 0) {
            return lockNow();
        }
        if (spin.spinUntil(() -> region.getIntVolatile(offset) == 0) && region.compareAndSetInt(offset, 0, self)) {
            return Outcome.LOCKED;
        }
        if (!turn.enter(deadline)) {
            return lockNow();
        }
        try {
            return await(deadline);
        } finally {
            turn.leave();
        }
    }

    private Outcome lockNow() {
        if (!tryLock()) {
            return Outcome.TIMED_OUT;
        }
        return wasAbandoned() ? Outcome.ABANDONED : Outcome.LOCKED;
    }

    private Outcome await(Deadline deadline) throws InterruptedException {
        for (int slice = 0; ; ) {
            int word = region.getIntVolatile(offset);
            if (word == 0) {
                if (region.compareAndSetInt(offset, 0, self | WAITERS)) {
                    return Outcome.LOCKED;
                }
            } else if ((word & WAITERS) != 0 || region.compareAndSetInt(offset, word, word | WAITERS)) {
                long left = deadline.left();
                if (left <= 0) {
                    return Outcome.TIMED_OUT;
                }
                try {
                    Parker.await(region, offset, word | WAITERS, Math.min(left, Parker.sliceNanos(slice++)));
                } catch (InterruptedException e) {
                    Parker.wake(region, offset, 1); // the unlock may have woken this thread and no other
                    throw e;
                }
                int now = region.getIntVolatile(offset);
                if (now == (word | WAITERS) && takeOver(now)) {
                    return Outcome.ABANDONED;
                }
            }
        }
    }

    private boolean takeOver(int word) {
        int owner = word & ProcessTable.TOKEN_MASK;
        if (owner == self || !processes.isDead(owner)) {
            return false;
        }
        long pid = processes.pidOf(owner);
        boolean taken = region.compareAndSetInt(offset, word, self | ABANDONED | word & WAITERS);
        if (taken) {
            deadOwnerPid = pid;
        }
        return taken;
    }

    /**
     * Token of the dead owner from which this process last took the mutex over, for messages.
     *
     * @return the dead owner's pid, -1 if it is no longer known
     */
    public long deadOwnerPid() {
        return deadOwnerPid;
    }

    /** Unlocks for any owner; the caller must know that the mutex is rightly held. */
    public void unlock() {
        if ((region.getAndSetInt(offset, 0) & WAITERS) != 0) {
            letOthersIn();
        }
    }

    private void letOthersIn() {
        if (Parker.canWake()) {
            Parker.wake(region, offset, 1);
        } else if (System.nanoTime() - turnBegan > TURN_NANOS) {
            Parker.awaitPortably(region, offset, 0, TURN_NANOS);
            turnBegan = System.nanoTime();
        }
    }

    /**
     * Unlocks if the mutex is locked.
     *
     * @return whether it was locked
     */
    public boolean unlockIfLocked() {
        int before = region.getAndSetInt(offset, 0);
        if ((before & WAITERS) != 0) {
            letOthersIn();
        }
        return before != 0;
    }

    /**
     * Whether a process owns the mutex, dead or alive.
     *
     * @return true if it is not free
     */
    public boolean isLocked() {
        return region.getIntVolatile(offset) != 0;
    }

    /**
     * The owner.
     *
     * @return its token, 0 when the mutex is free
     */
    public int owner() {
        return region.getIntVolatile(offset) & ProcessTable.TOKEN_MASK;
    }

    /**
     * Whether the present owner took the mutex over from a process that died with it.
     *
     * @return true until the next unlock
     */
    public boolean wasAbandoned() {
        return (region.getIntVolatile(offset) & ABANDONED) != 0;
    }

    /** Result of {@link #wasAbandoned()} for a word. */
    static boolean isAbandoned(int word) {
        return (word & ABANDONED) != 0;
    }
}
