package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.PermitLedgerLayout.BOUND_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.FILE;
import static io.github.procession.ipc.sync.PermitLedgerLayout.FREE_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.MAGIC;
import static io.github.procession.ipc.sync.PermitLedgerLayout.MAGIC_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.MUTEX_OFFSET;
import static io.github.procession.ipc.sync.PermitLedgerLayout.RECOUNT_OFFSET;
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
     *
     * A release does not wait for a process that is stopped while it has the mutex. It then takes the permit out of the entry alone, by
     * one compare-and-set that marks the entry as UNCOUNTED: the permit word does not say it yet. So every change of an entry is a
     * compare-and-set, and whoever computes the permit word anew takes the marks away first, each in the same step in which it reads
     * the number. RECOUNT, set after a mark, asks the next owner of the mutex to do so; a process that dies before it sets it leaves
     * the mark, which is found as the permits of the dead are.
     */
    private static final int COUNT_BITS = 32;
    private static final long UNCOUNTED = 1L << 63;

    /** How long a release waits for the mutex. */
    private static final int RELEASE_SLICES = 1;

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
        return (int) ((entry & ~UNCOUNTED) >>> COUNT_BITS);
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
        int free = free(words.getIntVolatile(base + FREE_OFFSET));
        return words.getInt(base + RECOUNT_OFFSET) == 0 ? free : bound() - taken();
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
            long before = addMine(mine);
            if (tokenIn(before) == self) {
                words.putIntVolatile(base + FREE_OFFSET, PermitWord.taken(word, slept));
            } else { // what a dead process had is free with this
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

    /** Adds a permit to the entry of this process, in place of those of a dead one; gives what was there before. */
    private long addMine(long mine) {
        while (true) {
            long before = ledger.getLong(mine);
            long after = tokenIn(before) == self ? before + 1 : entryOf(self, 1);
            if (ledger.compareAndSetLong(mine, before, after)) {
                return before;
            }
        }
    }

    @Override
    public Release release() {
        if (!lockBriefly()) {
            return releaseUncounted();
        }
        boolean waiters = false;
        try {
            if (!takeOut(0)) {
                return Release.TOO_MANY;
            }
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

    /** Gives a permit back without the mutex. */
    Release releaseUncounted() {
        if (!takeOut(UNCOUNTED)) {
            return Release.TOO_MANY;
        }
        words.putIntVolatile(base + RECOUNT_OFFSET, 1);
        Parker.wake(words, base + FREE_OFFSET, 1);
        return Release.DONE;
    }

    /** Takes a permit out of an entry, which gets the mark: out of that of this process, else of any; false if all are free. */
    private boolean takeOut(long mark) {
        long mine = entry(ProcessTable.slotOf(self));
        if (tokenIn(ledger.getLong(mine)) == self && takeOut(mine, mark)) {
            return true;
        }
        if (available() == bound()) {
            return false;
        }
        for (int slot = 0; slot < ProcessTable.CAPACITY; slot++) {
            if (takeOut(entry(slot), mark)) {
                return true;
            }
        }
        return false;
    }

    private boolean takeOut(long place, long mark) {
        while (true) {
            long entry = ledger.getLongAcquire(place);
            if (countIn(entry) == 0) {
                return false;
            }
            if (ledger.compareAndSetLong(place, entry, entry - 1 | mark)) {
                return true;
            }
        }
    }

    /** Gives the permits of dead processes back, and counts those that were given back uncounted; true if there were any. */
    private boolean reclaim(Deadline deadline) {
        boolean found = false;
        for (int slot = 0; slot < ProcessTable.CAPACITY; slot++) {
            long entry = ledger.getLongAcquire(entry(slot));
            if (entry < 0) {
                found |= recount(deadline);
                entry = ledger.getLongAcquire(entry(slot));
            }
            if (countIn(entry) > 0 && tokenIn(entry) != self && processes.isDead(tokenIn(entry))) {
                found |= reclaim(slot, tokenIn(entry), deadline);
            }
        }
        return found;
    }

    private boolean recount(Deadline deadline) {
        if (!lock(deadline)) {
            return false;
        }
        try {
            computeFree();
        } finally {
            unlockAndWake();
        }
        return true;
    }

    private boolean reclaim(int slot, int dead, Deadline deadline) {
        if (!lock(deadline)) {
            return false;
        }
        long entry;
        try {
            do {
                entry = ledger.getLong(entry(slot));
                if (tokenIn(entry) != dead || countIn(entry) == 0) {
                    return false; // another process was quicker
                }
            } while (!ledger.compareAndSetLong(entry(slot), entry, 0));
            computeFree();
        } finally {
            unlockAndWake();
        }
        report(entry);
        return true;
    }

    /** After a change of the permit word: who is woken wakes the next as long as there is a permit. */
    private void unlockAndWake() {
        mutex.unlock();
        Parker.wake(words, base + FREE_OFFSET, 1);
    }

    private void report(long entry) {
        if (countIn(entry) > 0) {
            deaths.gaveBack(processes.pidOf(tokenIn(entry)), countIn(entry));
        }
    }

    /** False if the mutex, which is held for moments only, could not be had until the deadline. */
    private boolean lock(Deadline deadline) {
        return begin(Uninterruptibly.lock(mutex, deadline.orInSlices(Deadline.BRIEF_SLICES)));
    }

    /** False if the mutex could not be had for so long that its owner may be stopped. */
    private boolean lockBriefly() {
        if (mutex.tryLock()) { // without a look at the clock
            return begin(mutex.wasAbandoned() ? RobustMutex.Outcome.ABANDONED : RobustMutex.Outcome.LOCKED);
        }
        return begin(Uninterruptibly.lock(mutex, Deadline.inSlices(RELEASE_SLICES)));
    }

    private boolean begin(RobustMutex.Outcome outcome) {
        if (outcome == RobustMutex.Outcome.TIMED_OUT) {
            return false;
        }
        if (outcome == RobustMutex.Outcome.ABANDONED || words.getInt(base + RECOUNT_OFFSET) != 0) {
            computeFree();
        }
        return true;
    }

    /** The mark of sleepers stays: who sleeps sees the word change if a permit is free, and else has to be woken later. */
    private void computeFree() {
        words.putIntVolatile(base + RECOUNT_OFFSET, 0); // set again by whoever gives back what the next loop has passed
        int taken = 0;
        for (int slot = 0; slot < ProcessTable.CAPACITY; slot++) {
            taken += countIn(takeMark(entry(slot)));
        }
        int flag = words.getIntVolatile(base + FREE_OFFSET) & WAITERS;
        words.putIntVolatile(base + FREE_OFFSET, bound() - taken | flag);
    }

    /** Takes the mark of an entry away, and gives the entry as it was in that step. */
    private long takeMark(long place) {
        while (true) {
            long entry = ledger.getLongVolatile(place); // after the store to RECOUNT
            if (entry >= 0 || ledger.compareAndSetLong(place, entry, entry & ~UNCOUNTED)) {
                return entry;
            }
        }
    }

    private int taken() {
        int taken = 0;
        for (int slot = 0; slot < ProcessTable.CAPACITY; slot++) {
            taken += countIn(ledger.getLongAcquire(entry(slot)));
        }
        return taken;
    }

    /** Unmaps the file; the ledger may not be used any more. */
    @Override
    public void close() {
        unmap.run();
    }
}
