package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Region;

/** A flag in shared memory that threads of several processes wait for. */
public final class EventFlag {
    /*
     * Word +0:  bits 1-31 how often the flag was set | bit 0 whether it is set now.   Words +8: an event count.
     *
     * A waiter remembers the number at its start: when that has changed the flag was set meanwhile, also if it has been
     * cleared since. The number may come round only after 2^31 calls of set() within one slice.
     *
     * set and clear are one compare-and-set each, so a process dies before or after; if it dies before it woke the
     * waiters, they see the word at the end of their slice. A dead waiter leaves nothing but the mark of the event count.
     */
    /** Bytes of all words. */
    public static final long BYTES = 8 + EventCount.BYTES;

    private static final long COUNT_OFFSET = 8;
    private static final int SET = 1;

    private final Region region;
    private final long offset;
    private final EventCount sets;
    private final SpinWait spin = new SpinWait();
    private final VirtualWaiterGate turn = new VirtualWaiterGate();

    /**
     * A flag at some place of shared memory; all zero is not set.
     *
     * @param region shared memory
     * @param offset of the words, aligned to 8
     */
    public EventFlag(Region region, long offset) {
        this.region = region;
        this.offset = offset;
        this.sets = new EventCount(region, offset + COUNT_OFFSET);
    }

    private int word() {
        return region.getIntVolatile(offset);
    }

    /**
     * Whether the flag is set.
     *
     * @return true from {@link #set()} to {@link #clear()}
     */
    public boolean isSet() {
        return (word() & SET) != 0;
    }

    /** Sets the flag and lets all go on that wait at this moment. */
    public void set() {
        for (int word; ((word = word()) & SET) == 0; ) {
            if (region.compareAndSetInt(offset, word, word + 2 | SET)) {
                sets.notifyAfterFence();
                return;
            }
        }
    }

    /** Clears the flag. */
    public void clear() {
        for (int word; ((word = word()) & SET) != 0; ) {
            if (region.compareAndSetInt(offset, word, word & ~SET)) {
                return;
            }
        }
    }

    private boolean wasSetSince(int start) {
        int word = word();
        return (word & SET) != 0 || word >>> 1 != start >>> 1;
    }

    /**
     * Waits until the flag is set.
     *
     * @param deadline when to give up
     * @return whether it was set, before or while the caller waited
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await(Deadline deadline) throws InterruptedException {
        int start = word();
        if ((start & SET) != 0) {
            return true;
        }
        if (deadline.left() <= 0) {
            return false;
        }
        if (spin.spinUntil(() -> wasSetSince(start))) {
            return true;
        }
        if (!turn.enter(deadline)) {
            return wasSetSince(start);
        }
        try {
            return await(start, deadline);
        } finally {
            turn.leave();
        }
    }

    private boolean await(int start, Deadline deadline) throws InterruptedException {
        for (int slice = 0; ; slice++) {
            int ticket = sets.prepare();
            if (wasSetSince(start)) {
                return true;
            }
            long left = deadline.left();
            if (left <= 0) {
                return false;
            }
            sets.await(ticket, Math.min(left, Parker.sliceNanos(slice)));
        }
    }
}
