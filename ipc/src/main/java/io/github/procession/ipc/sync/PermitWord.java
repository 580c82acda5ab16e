package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Region;

/** The word of a semaphore: how many permits are free, and whether threads may sleep until there is one. */
final class PermitWord {
    /*
     * The word:  bit 31 WAITERS | bits 0-30 free permits
     *
     * As in the mutex, who finds nothing sets WAITERS and sleeps while the word is WAITERS | 0. A release takes the flag
     * away and wakes one; a thread that slept and takes a permit sets the flag again, since others may sleep still, and when it
     * leaves permits behind it wakes the next. So each permit wakes one thread, not all:
     *
     *   two releases while two sleep:  W|0 -> 1 (wakes A) -> 2 (none is woken); A: 2 -> W|1, wakes B; B: W|1 -> W|0.
     *
     * Every change is one atomic store. What a death leaves:
     *   after a release's store, before its wake-up; after a woken thread's wake-up, before it took a permit; after it took
     *   one, before it woke the next: sleepers find the free permit when their slice ends.
     *   WAITERS set by the dead: the next release makes one system call in vain.
     */
    static final int WAITERS = 1 << 31;

    private PermitWord() {}

    static int free(int word) {
        return word & Integer.MAX_VALUE;
    }

    /** The word after one permit was taken. */
    static int taken(int word, boolean slept) {
        return slept ? word - 1 | WAITERS : word - 1;
    }

    /** Whether the caller finds the word ready to sleep on: nothing free, and marked. */
    static boolean markWaiting(Region region, long offset, int word) {
        return word == WAITERS || word == 0 && region.compareAndSetInt(offset, 0, WAITERS);
    }
}
