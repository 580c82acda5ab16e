package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.ConditionLayout.BEFORE_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.GROWTH_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.TICKETS_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.TICKET_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.place;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The threads of several processes that wait for a condition, each in a place of its own, so that a signal wakes as many
 * as it says. Whoever waits or signals holds one lock, which the caller sees to.
 */
public final class ConditionQueue implements AutoCloseable {
    /*
     * The word of a place: bits 30-31 state | bits 0-29 token of the waiter's process; all zero is free.
     *
     *   FREE --claim--> CLAIMED --> WAITING --signal--> SIGNALLED --> FREE
     *                                  \--time over, interrupt--> CLAIMED --> FREE
     *
     * claim and signal happen under the caller's lock, and a place is freed only after the lock was acquired again. So
     * nobody takes a place for a new waiter while a signal looks for an old one, and a waiter that dies before it has the
     * lock again leaves its place SIGNALLED.
     *
     * Crash points:
     *   CLAIMED or WAITING of the dead    is freed when places run short; a signal may be put there.
     *   SIGNALLED of the dead             is a signal that nobody has acted on. A waiter whose slice ended takes the place
     *                                     over with one compare-and-set and is then the one that was signalled.
     *   death after that takeover         the place is SIGNALLED of the dead again.
     *   death between the signals of one  the lock is abandoned; the signals sent are sent.
     *
     * A signal is only for those who waited when it was sent: the place says below which ticket.
     *
     * A waiter that finds itself signalled after it took over the signal of a dead one has two and hands one on.
     */
    private static final int CLAIMED = 1;
    private static final int WAITING = 2;
    private static final int SIGNALLED = 3;
    private static final int STATE_SHIFT = 30;

    /** The lock of a condition. */
    public interface Guard {
        /**
         * Unlocks, however often the caller has locked.
         *
         * @return how often that was
         */
        int unlockFully();

        /**
         * Locks again; an interrupt is kept for later.
         *
         * @param count what {@link #unlockFully()} returned
         */
        void lockAgain(int count);
    }

    /** One place, as found in the files. */
    private record Place(Region region, long offset) {
        int word() {
            return region.getIntVolatile(offset);
        }

        boolean change(int from, int to) {
            return region.compareAndSetInt(offset, from, to);
        }

        long ticket() {
            return region.getLongAcquire(offset + TICKET_OFFSET);
        }

        long before() {
            return region.getLongAcquire(offset + BEFORE_OFFSET);
        }

        void free() {
            region.putIntVolatile(offset, 0);
        }
    }

    private final Cell cell;
    private final Region words;
    private final long base;
    private final Path folder;
    private final ProcessTable processes;
    private final int self;
    private final RobustMutex growth;
    private final SpinWait spin = new SpinWait();
    private volatile Segment[] files = new Segment[0];
    private volatile Region[] places = new Region[0];

    private ConditionQueue(Cell cell, Path folder, ProcessTable processes, int self) {
        this(cell, cell.region(), cell.word(0), folder, processes, self);
    }

    private ConditionQueue(Cell cell, Region words, long base, Path folder, ProcessTable processes, int self) {
        this.cell = cell;
        this.words = words;
        this.base = base;
        this.folder = folder;
        this.processes = processes;
        this.self = self;
        this.growth = new RobustMutex(words, base + GROWTH_OFFSET, processes, self);
    }

    /** A condition in memory that the caller has mapped and sees to, which cannot grow. */
    static ConditionQueue in(Region words, long base, Region places, ProcessTable processes, int self) {
        ConditionQueue queue = new ConditionQueue(null, words, base, null, processes, self);
        queue.places = new Region[] {places};
        return queue;
    }

    /**
     * Makes the first file of a new condition.
     *
     * @param cell new, with zeroed words
     * @param folder the session folder
     * @param lock address of its lock
     * @param processes tells the dead from the living
     * @param self token of this process
     * @return the condition
     * @throws IOException if there is no space for it
     */
    public static ConditionQueue create(Cell cell, Path folder, long lock, ProcessTable processes, int self)
            throws IOException {
        cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, NamesLayout.FILE);
        cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, NamesLayout.FILE);
        Segment first = Segment.create(
                cell.file(folder, NamesLayout.FILE), ConditionLayout.fileBytes(NamesLayout.FILE));
        Region region = first.region();
        region.putLong(NamesLayout.NAMES_OFFSET, lock);
        region.putInt(NamesLayout.COUNT_OFFSET, 1);
        region.putInt(NamesLayout.VERSION_OFFSET, NamesLayout.VERSION);
        region.putIntRelease(NamesLayout.MAGIC_OFFSET, NamesLayout.MAGIC);
        ConditionQueue queue = new ConditionQueue(cell, folder, processes, self);
        queue.mapped(new Segment[] {first});
        return queue;
    }

    /**
     * Opens a condition that another process made.
     *
     * @param cell of the condition
     * @param folder the session folder
     * @param processes tells the dead from the living
     * @param self token of this process
     * @return the condition
     * @throws IOException if it is gone or of another version
     */
    public static ConditionQueue open(Cell cell, Path folder, ProcessTable processes, int self) throws IOException {
        ConditionQueue queue = new ConditionQueue(cell, folder, processes, self);
        queue.mapAll();
        Region first = queue.places[0];
        if (first.getIntAcquire(NamesLayout.MAGIC_OFFSET) != NamesLayout.MAGIC
                || first.getInt(NamesLayout.VERSION_OFFSET) != NamesLayout.VERSION) {
            queue.close();
            throw new IOException("not a condition of this version of the library");
        }
        return queue;
    }

    /**
     * The lock that the condition belongs to.
     *
     * @return its address
     */
    public long lock() {
        return places[0].getLong(NamesLayout.NAMES_OFFSET);
    }

    private int fileCount() {
        return cell.region().getIntAcquire(cell.base() + CellLayout.LAST_FILE_OFFSET);
    }

    /** The memory of the files that there are at present. */
    private Region[] places() {
        Region[] known = places;
        if (cell == null || known.length == fileCount()) {
            return known;
        }
        try {
            return mapAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private synchronized Region[] mapAll() throws IOException {
        Segment[] known = files;
        int count = fileCount();
        if (known.length < count) {
            Segment[] more = Arrays.copyOf(known, count);
            for (int i = known.length; i < count; i++) {
                more[i] = Segment.open(cell.file(folder, i + 1));
            }
            mapped(more);
        }
        return places;
    }

    private void mapped(Segment[] all) {
        files = all;
        places = Arrays.stream(all).map(Segment::region).toArray(Region[]::new);
    }

    private int word(int state) {
        return state << STATE_SHIFT | self;
    }

    private static int stateOf(int word) {
        return word >>> STATE_SHIFT;
    }

    private static int tokenIn(int word) {
        return word & ProcessTable.TOKEN_MASK;
    }

    /** The first place that a test accepts, null if there is none. */
    private Place find(Predicate<Place> test) {
        Region[] all = places();
        for (int file = 0; file < all.length; file++) {
            for (int i = 0; i < ConditionLayout.places(file + 1); i++) {
                Place place = new Place(all[file], place(i));
                if (test.test(place)) {
                    return place;
                }
            }
        }
        return null;
    }

    /**
     * Waits for a signal, with the lock unlocked meanwhile.
     *
     * @param guard the lock, which the caller holds
     * @param deadline when to give up
     * @return whether there was a signal
     * @throws InterruptedException if interrupted before there was a signal
     * @throws UncheckedIOException if there is no space for one more waiter
     */
    public boolean await(Guard guard, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Place[] place = {claim()};
        int count = guard.unlockFully();
        try {
            return sleep(place, deadline);
        } catch (InterruptedException e) {
            if (place[0].change(word(WAITING), word(CLAIMED))) {
                throw e;
            }
            Thread.currentThread().interrupt(); // the signal came first
            return true;
        } finally {
            guard.lockAgain(count);
            place[0].free();
        }
    }

    private Place claim() {
        while (true) {
            int claimed = word(CLAIMED);
            Place place = find(each -> each.word() == 0 && each.change(0, claimed));
            if (place != null) {
                long ticket = words.getAndAddLong(base + TICKETS_OFFSET, 1);
                place.region.putLong(place.offset + TICKET_OFFSET, ticket);
                place.region.putIntVolatile(place.offset, word(WAITING));
                return place;
            }
            if (!freePlacesOfTheDead()) {
                grow();
            }
        }
    }

    private boolean freePlacesOfTheDead() {
        boolean[] any = new boolean[1];
        find(place -> {
            int word = place.word();
            if (word != 0 && tokenIn(word) != self && processes.isDead(tokenIn(word))) {
                if (stateOf(word) == SIGNALLED) {
                    handOn(place);
                }
                any[0] |= place.change(word, 0);
            }
            return false;
        });
        return any[0];
    }

    private void grow() {
        int seen = places.length;
        Uninterruptibly.lock(growth);
        try {
            int last = fileCount();
            if (last == seen) {
                Segment.create(cell.file(folder, last + 1), ConditionLayout.fileBytes(last + 1))
                        .close();
                cell.region().putIntRelease(cell.base() + CellLayout.LAST_FILE_OFFSET, last + 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            growth.unlock();
        }
    }

    /** Sleeps until the place is signalled; the place may become another, taken over from a dead process. */
    private boolean sleep(Place[] place, Deadline deadline) throws InterruptedException {
        Place mine = place[0];
        int waiting = word(WAITING);
        if (deadline.left() > 0 && spin.spinUntil(() -> mine.word() != waiting)) {
            return true;
        }
        for (int slice = 0; mine.word() == waiting; slice++) {
            long left = deadline.left();
            if (left <= 0) {
                return !mine.change(waiting, word(CLAIMED));
            }
            long nanos = Math.min(left, Parker.sliceNanos(slice));
            Parker.await(mine.region, mine.offset, waiting, nanos);
            if (mine.word() == waiting) {
                Place inherited = takeSignalOfTheDead(mine.ticket());
                if (inherited != null) {
                    if (!mine.change(waiting, 0)) {
                        handOn(inherited); // signalled itself at the same moment
                        inherited.free();
                        return true;
                    }
                    place[0] = inherited;
                    return true;
                }
            }
        }
        return true;
    }

    private Place takeSignalOfTheDead(long ticket) {
        return find(place -> {
            int word = place.word();
            return stateOf(word) == SIGNALLED
                    && tokenIn(word) != self
                    && place.before() > ticket
                    && processes.isDead(tokenIn(word))
                    && place.change(word, word(SIGNALLED));
        });
    }

    /** Gives the signal in a place to a waiter that it was meant for as well, if there is one. */
    private void handOn(Place signal) {
        long before = signal.before();
        while (true) {
            Place next = oldest(before);
            if (next == null || send(next, before)) {
                return;
            }
        }
    }

    private Place oldest(long before) {
        Place[] oldest = new Place[1];
        find(place -> {
            if (stateOf(place.word()) == WAITING
                    && place.ticket() < before
                    && (oldest[0] == null || place.ticket() < oldest[0].ticket())) {
                oldest[0] = place;
            }
            return false;
        });
        return oldest[0];
    }

    private boolean send(Place place, long before) {
        int word = place.word();
        if (stateOf(word) != WAITING) {
            return false;
        }
        place.region.putLong(place.offset + BEFORE_OFFSET, before);
        if (!place.change(word, SIGNALLED << STATE_SHIFT | tokenIn(word))) {
            return false; // its time was over
        }
        Parker.wake(place.region, place.offset, 1);
        return true;
    }

    /**
     * Wakes some of those who wait, in the order in which they came; the caller holds the lock.
     *
     * @param count how many
     */
    public void signal(int count) {
        long before = words.getLongVolatile(base + TICKETS_OFFSET);
        for (int sent = 0; sent < count; ) {
            Place next = oldest(before);
            if (next == null) {
                return;
            }
            if (send(next, before)) {
                sent++;
            }
        }
    }

    /** Wakes all who wait; the caller holds the lock. */
    public void signalAll() {
        long before = words.getLongVolatile(base + TICKETS_OFFSET);
        find(place -> {
            send(place, before);
            return false;
        });
    }

    /**
     * How many wait for a signal.
     *
     * @return the number, with dead ones whose end nobody has noticed
     */
    public int waiting() {
        int[] count = new int[1];
        find(place -> {
            if (stateOf(place.word()) == WAITING) {
                count[0]++;
            }
            return false;
        });
        return count[0];
    }

    /** Unmaps the files; nobody may use the condition any more. */
    @Override
    public void close() {
        for (Segment file : files) {
            file.close();
        }
    }
}
