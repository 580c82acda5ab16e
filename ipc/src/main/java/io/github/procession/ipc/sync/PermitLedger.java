package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.PermitLedgerLayout.BOUND_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.FILE;
import static io.github.procession.ipc.sync.PermitLedgerLayout.FREE_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.MAGIC;
import static io.github.procession.ipc.sync.PermitLedgerLayout.MAGIC_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.MUTEX_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.VERSION;
import static io.github.procession.ipc.sync.PermitLedgerLayout.VERSION_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.entry;
import static io.github.procession.ipc.sync.PermitWord.WAITERS;
import static io.github.procession.ipc.sync.PermitWord.free;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A bounded number of permits, with a ledger of which process has how many, so that those of a dead process are free
 * again.
 */
// Longer than most: the whole protocol of the ledger: acquire, release and repair change the same words.
public final class PermitLedger implements Permits, AutoCloseable {
    /*
     * The truth is the ledger: one word for each slot of the process table, in which token and number are stored
     * together. The permit word is what follows from it, free = bound - sum of the entries, kept so that no process has to add
     * up and so that there is a word to sleep on.
     *
     *   acquire   entry + 1, then the permit word - 1       both under the mutex
     *   release   entry - 1, then the permit word + 1, the mutex is unlocked, one sleeper is woken
     *   reclaim   entry of a dead process = 0, then the permit word anew, and so on
     *
     * Crash points: the entry is the publishing store. A process that dies before it has done nothing; one that dies after
     * it leaves the mutex abandoned, and who takes it over computes the permit word anew. Permits of the dead are found by
     * who finds nothing free, at once and at the end of each slice. A process that gets the slot of a dead one finds a
     * foreign token in its entry and computes anew as well.
     *
     * Any process may release, as in Python: one without permits of its own gives back a permit of a process that has some.
     */
    private static final int COUNT_BITS = 32;

    private final Region words;
    private final long base;
    private final Region ledger;
    private final Runnable unmap;
    private final ProcessTable processes;
    private final int self;
    private final DeathListener deaths;
    private final RobustMutex mutex;
    private final SpinWait spin = new SpinWait();
    private final VirtualWaiterGate turn = new VirtualWaiterGate();

    /** Listener for permits of dead processes that were given back. */
    public interface DeathListener {
        /**
         * Permits were given back.
         *
         * @param pid of the dead process, -1 if it is no longer known
         * @param permits how many it had
         */
        void gaveBack(long pid, int permits);
    }

    private PermitLedger(Cell cell, Segment file, ProcessTable processes, int self, DeathListener deaths) {
        this(cell.region(), cell.word(0), file.region(), file::close, processes, self, deaths);
    }

    private PermitLedger(
            Region words,
            long base,
            Region ledger,
            Runnable unmap,
            ProcessTable processes,
            int self,
            DeathListener deaths) {
        this.words = words;
        this.base = base;
        this.ledger = ledger;
        this.unmap = unmap;
        this.processes = processes;
        this.self = self;
        this.deaths = deaths;
        this.mutex = new RobustMutex(words, base + MUTEX_OFFSET, processes, self);
    }

    /**
     * Makes the file of a new ledger, with all permits free.
     *
     * @param cell new, with zeroed words
     * @param folder the session folder
     * @param bound the number of permits
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @param deaths is told whose permits were given back
     * @return the ledger
     * @throws IOException if there is no space for it
     */
    public static PermitLedger create(
            Cell cell, Path folder, int bound, ProcessTable processes, int self, DeathListener deaths)
            throws IOException {
        cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, FILE);
        cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, FILE);
        Segment file = Segment.create(cell.file(folder, FILE), PermitLedgerLayout.fileBytes(ProcessTable.CAPACITY));
        cell.region().putInt(cell.word(BOUND_OFFSET), bound);
        cell.region().putInt(cell.word(FREE_OFFSET), bound);
        file.region().putInt(VERSION_OFFSET, VERSION);
        file.region().putIntRelease(MAGIC_OFFSET, MAGIC);
        return new PermitLedger(cell, file, processes, self, deaths);
    }

    /**
     * Opens a ledger that another process made.
     *
     * @param cell of the ledger
     * @param folder the session folder
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @param deaths is told whose permits were given back
     * @return the ledger
     * @throws IOException if it is gone or of another version
     */
    public static PermitLedger open(Cell cell, Path folder, ProcessTable processes, int self, DeathListener deaths)
            throws IOException {
        Segment file = Segment.open(cell.file(folder, FILE));
        if (file.region().getIntAcquire(MAGIC_OFFSET) != MAGIC || file.region().getInt(VERSION_OFFSET) != VERSION) {
            file.close();
            throw new IOException("not a bounded semaphore of this version of the library");
        }
        return new PermitLedger(cell, file, processes, self, deaths);
    }

    /**
     * A ledger in memory that the caller has mapped and will unmap; all zero but for the bound and the permit word.
     *
     * @param words shared memory of the words
     * @param base offset of the words
     * @param ledger shared memory of the entries
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the ledger
     */
    static PermitLedger in(Region words, long base, Region ledger, ProcessTable processes, int self) {
        return new PermitLedger(words, base, ledger, () -> {}, processes, self, (_, _) -> {});
    }

    private static long entryOf(int token, int count) {
        return (long) token << COUNT_BITS | count;
    }

    static int tokenIn(long entry) {
        return (int) (entry >>> COUNT_BITS);
    }

    static int countIn(long entry) {
        return (int) entry;
    }

    /**
     * How many permits there are.
     *
     * @return the number at first
     */
    public int bound() {
        return words.getInt(base + BOUND_OFFSET);
    }

    @Override
    public int available() {
        return free(words.getIntVolatile(base + FREE_OFFSET));
    }

    @Override
    public boolean acquire(Deadline deadline) throws InterruptedException {
        if (available() > 0 && take(false, deadline)) {
            return true;
        }
        if (deadline.left() <= 0) {
            return reclaim(deadline) && take(false, deadline);
        }
        if (spin.spinUntil(() -> available() > 0) && take(false, deadline)) {
            return true;
        }
        if (!turn.enter(deadline)) {
            return take(false, deadline) || reclaim(deadline) && take(false, deadline);
        }
        try {
            return await(deadline);
        } finally {
            turn.leave();
        }
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        boolean slept = false;
        for (int slice = 0; ; ) {
            if (take(slept, deadline)) {
                return true;
            }
            long left = deadline.left();
            if (left <= 0) {
                return false;
            }
            int word = words.getIntVolatile(base + FREE_OFFSET);
            if (word != WAITERS) {
                continue; // given back, or taken by a thread that did not see a waiter
            }
            try {
                Parker.await(words, base + FREE_OFFSET, WAITERS, Math.min(left, Parker.sliceNanos(slice++)));
            } catch (InterruptedException e) {
                Parker.wake(words, base + FREE_OFFSET, 1); // a release may have woken this thread and no other
                throw e;
            }
            slept = true;
            if (words.getIntVolatile(base + FREE_OFFSET) == WAITERS) {
                reclaim(deadline);
            }
        }
    }

    /**
     * Takes a permit, or marks the word so that the caller can sleep on it. Does neither if a process that is stopped keeps the
     * mutex until the deadline.
     */
    private boolean take(boolean slept, Deadline deadline) {
        long dead = 0;
        boolean more = false;
        if (!lock(deadline)) {
            return false;
        }
        try {
            int word = words.getIntVolatile(base + FREE_OFFSET);
            if (free(word) == 0) {
                PermitWord.markWaiting(words, base + FREE_OFFSET, word);
                return false;
            }
            long mine = entry(ProcessTable.slotOf(self));
            long before = ledger.getLong(mine);
            if (tokenIn(before) == self) {
                ledger.putLongRelease(mine, before + 1);
                words.putIntVolatile(base + FREE_OFFSET, PermitWord.taken(word, slept));
            } else {
                ledger.putLongRelease(mine, entryOf(self, 1)); // what a dead process had is free with this
                computeFree();
                dead = before;
            }
            more = slept && free(words.getIntVolatile(base + FREE_OFFSET)) > 0;
            return true;
        } finally {
            mutex.unlock();
            if (more) {
                Parker.wake(words, base + FREE_OFFSET, 1);
            }
            report(dead);
        }
    }

    @Override
    public Release release() {
        lock(Deadline.FOREVER);
        boolean waiters = false;
        try {
            long giver = giver();
            if (giver < 0) {
                return Release.TOO_MANY;
            }
            ledger.putLongRelease(giver, ledger.getLong(giver) - 1);
            int word = words.getIntVolatile(base + FREE_OFFSET);
            waiters = (word & WAITERS) != 0;
            words.putIntVolatile(base + FREE_OFFSET, free(word) + 1);
            return Release.DONE;
        } finally {
            mutex.unlock();
            if (waiters) {
                Parker.wake(words, base + FREE_OFFSET, 1);
            }
        }
    }

    /** Slot whose permit is given back: this process's, else that of any process; -1 if all are free. */
    private long giver() {
        long mine = entry(ProcessTable.slotOf(self));
        long entry = ledger.getLong(mine);
        if (tokenIn(entry) == self && countIn(entry) > 0) {
            return mine;
        }
        if (available() == bound()) {
            return -1;
        }
        for (int slot = 0; slot < ProcessTable.CAPACITY; slot++) {
            if (countIn(ledger.getLong(entry(slot))) > 0) {
                return entry(slot);
            }
        }
        return -1;
    }

    /** Gives the permits of dead processes back; true if there were any. */
    private boolean reclaim(Deadline deadline) {
        boolean found = false;
        for (int slot = 0; slot < ProcessTable.CAPACITY; slot++) {
            long entry = ledger.getLongAcquire(entry(slot));
            if (countIn(entry) > 0 && tokenIn(entry) != self && processes.isDead(tokenIn(entry))) {
                found |= reclaim(slot, tokenIn(entry), deadline);
            }
        }
        return found;
    }

    private boolean reclaim(int slot, int dead, Deadline deadline) {
        if (!lock(deadline)) {
            return false;
        }
        long entry;
        try {
            entry = ledger.getLong(entry(slot));
            if (tokenIn(entry) != dead || countIn(entry) == 0) {
                return false; // another process was quicker
            }
            ledger.putLongRelease(entry(slot), 0);
            computeFree();
        } finally {
            mutex.unlock();
            Parker.wake(words, base + FREE_OFFSET, 1); // who is woken wakes the next as long as there is a permit
        }
        report(entry);
        return true;
    }

    private void report(long entry) {
        if (countIn(entry) > 0) {
            deaths.gaveBack(processes.pidOf(tokenIn(entry)), countIn(entry));
        }
    }

    /** False if the mutex, which is held for moments only, could not be had until the deadline. */
    private boolean lock(Deadline deadline) {
        RobustMutex.Outcome outcome = Uninterruptibly.lock(mutex, deadline.orInSlices(Deadline.BRIEF_SLICES));
        if (outcome == RobustMutex.Outcome.ABANDONED) {
            computeFree();
        }
        return outcome != RobustMutex.Outcome.TIMED_OUT;
    }

    /** The mark stays: who sleeps sees the word change if a permit is free, and else has to be woken later. */
    private void computeFree() {
        int taken = 0;
        for (int slot = 0; slot < ProcessTable.CAPACITY; slot++) {
            taken += countIn(ledger.getLong(entry(slot)));
        }
        int flag = words.getIntVolatile(base + FREE_OFFSET) & WAITERS;
        words.putIntVolatile(base + FREE_OFFSET, bound() - taken | flag);
    }

    /** Unmaps the file; the ledger may not be used any more. */
    @Override
    public void close() {
        unmap.run();
    }
}
