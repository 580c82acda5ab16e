package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;

/** A robust mutex that belongs to a thread of a process, which may lock it again. */
public final class ReentrantMutex {
    /*
     * Words:  +0 mutex | +4 how often its holder has locked it | +8 holder (long): token of the process, id of the thread
     *
     * The mutex alone decides who owns; the holder is written and cleared only by a thread that has the mutex. So a thread
     * that reads itself there owns the mutex, and any other value, however old, tells a thread that it does not: token and
     * thread id are one word, and a token never comes back.
     *
     *   lock    mutex, holder, count = 1          unlock   count = 0, holder = 0, mutex
     *
     * A process that dies in between leaves a mutex that is taken over; holder and count are then written anew.
     */
    /** Bytes of all words. */
    public static final long BYTES = 16;

    static final long COUNT_OFFSET = 4;
    private static final long HOLDER_OFFSET = 8;

    /** Bits that a token leaves of 64. */
    private static final int THREAD_BITS = 34;

    private final Region region;
    private final long offset;
    private final long process;
    private final RobustMutex mutex;

    /**
     * A mutex at some place of shared memory; all zero is free.
     *
     * @param region shared memory
     * @param offset of the words, aligned to 8
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     */
    public ReentrantMutex(Region region, long offset, ProcessTable processes, int self) {
        this.region = region;
        this.offset = offset;
        this.process = (long) self << THREAD_BITS;
        this.mutex = new RobustMutex(region, offset, processes, self);
    }

    private long me() {
        return process | Thread.currentThread().threadId() & (1L << THREAD_BITS) - 1;
    }

    /**
     * Locks, waiting until the deadline at most.
     *
     * @param deadline when to give up; a deadline in the past tries once
     * @return how it ended; {@link RobustMutex.Outcome#LOCKED} if the caller owned it before
     * @throws InterruptedException if interrupted while waiting; the mutex is then not owned
     */
    public RobustMutex.Outcome lock(Deadline deadline) throws InterruptedException {
        long me = me();
        if (region.getLongAcquire(offset + HOLDER_OFFSET) == me) {
            int count = region.getInt(offset + COUNT_OFFSET);
            if (count == Integer.MAX_VALUE) {
                throw new IllegalStateException("the lock is acquired " + count + " times already");
            }
            region.putInt(offset + COUNT_OFFSET, count + 1);
            return RobustMutex.Outcome.LOCKED;
        }
        RobustMutex.Outcome outcome = mutex.lock(deadline);
        if (outcome != RobustMutex.Outcome.TIMED_OUT) {
            own(me, 1);
        }
        return outcome;
    }

    private void own(long me, int count) {
        region.putLong(offset + HOLDER_OFFSET, me);
        region.putInt(offset + COUNT_OFFSET, count);
    }

    /**
     * Unlocks once.
     *
     * @return false if the caller does not own the mutex; nothing has changed then
     */
    public boolean unlock() {
        if (!isMine()) {
            return false;
        }
        int count = region.getInt(offset + COUNT_OFFSET);
        if (count > 1) {
            region.putInt(offset + COUNT_OFFSET, count - 1);
        } else {
            unlockFully();
        }
        return true;
    }

    /**
     * Unlocks as often as the caller, who owns the mutex, has locked it.
     *
     * @return how often that was
     */
    public int unlockFully() {
        int count = region.getInt(offset + COUNT_OFFSET);
        region.putInt(offset + COUNT_OFFSET, 0);
        region.putLong(offset + HOLDER_OFFSET, 0);
        mutex.unlock();
        return count;
    }

    /**
     * Locks as often as {@link #unlockFully()} has unlocked, waiting as long as it takes; an interrupt is kept for later.
     *
     * @param count how often
     * @return {@link RobustMutex.Outcome#LOCKED} or {@link RobustMutex.Outcome#ABANDONED}
     */
    public RobustMutex.Outcome lockAgain(int count) {
        RobustMutex.Outcome outcome = Uninterruptibly.lock(mutex);
        own(me(), count);
        return outcome;
    }

    /**
     * Whether the calling thread owns the mutex.
     *
     * @return true if it does
     */
    public boolean isMine() {
        return region.getLongAcquire(offset + HOLDER_OFFSET) == me();
    }

    /**
     * How often the owner has locked it.
     *
     * @return the number, 0 when it is free
     */
    public int count() {
        return mutex.isLocked() ? region.getInt(offset + COUNT_OFFSET) : 0;
    }

    /**
     * The mutex below, for questions only.
     *
     * @return the mutex
     */
    public RobustMutex mutex() {
        return mutex;
    }

    /** The id of the thread that owns a mutex at some place, 0 for none. */
    static long threadIn(Region region, long offset) {
        return region.getLong(offset + HOLDER_OFFSET) & (1L << THREAD_BITS) - 1;
    }
}
