package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.ConditionLayout.BEFORE_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.GROWTH_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.SIGNALS_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.TICKETS_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.TICKET_OFFSET;
import static io.github.procession.ipc.sync.ConditionPlace.CLAIMED;
import static io.github.procession.ipc.sync.ConditionPlace.SIGNALLED;
import static io.github.procession.ipc.sync.ConditionPlace.STATE_SHIFT;
import static io.github.procession.ipc.sync.ConditionPlace.WAITING;
import static io.github.procession.ipc.sync.ConditionPlace.stateOf;
import static io.github.procession.ipc.sync.ConditionPlace.tokenIn;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.system.ServiceLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * The threads of several processes that wait for a condition, each in a place of its own, so that a signal wakes as many
 * as it says. A process that waits or signals holds one lock; the caller is responsible for that.
 */
// Longer than most: the whole protocol of the condition: places, signals and the dead change the same words.
public final class ConditionQueue implements AutoCloseable {
    /*
     * The word of a place: bits 30-31 state | bits 0-29 token of the waiter's process; all zero is free.
     *
     *   FREE --claim--> CLAIMED --> WAITING --signal--> SIGNALLED --> FREE
     *                                  \--time over, interrupt--> CLAIMED --> FREE
     *
     * claim and signal happen under the caller's lock, and a place is freed only after the lock was acquired again. So
     * no process takes a place for a new waiter while a signal looks for an old one, and a waiter that dies before it has the
     * lock again leaves its place SIGNALLED.
     *
     * Crash points:
     *   CLAIMED or WAITING of the dead    is freed when places run short; a signal may be put there.
     *   SIGNALLED of the dead             is a signal that no thread has acted on. A waiter whose slice ended takes the place
     *                                     over with one compare-and-set and is then the one that was signalled.
     *   death after that takeover         the place is SIGNALLED of the dead again.
     *   death between the signals of one  the lock is abandoned; the signals sent are sent.
     *
     * A signal is only for those who waited when it was sent: the place says below which ticket.
     *
     * A waiter that finds itself signalled after it took over the signal of a dead one has two and hands one on.
     */
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

    private final ConditionFiles places;
    private final Region words;
    private final long base;
    private final ProcessTable processes;
    private final int self;
    private final SpinWait spin = new SpinWait();
    private final EventCount signals;
    private final ConditionWatch watch;

    private ConditionQueue(ConditionFiles places, Region words, long base, ProcessTable processes, int self) {
        this.places = places;
        this.words = words;
        this.base = base;
        this.processes = processes;
        this.self = self;
        this.signals = new EventCount(words, base + SIGNALS_OFFSET);
        this.watch = new ConditionWatch(signals);
    }

    /** A condition in memory that the caller has mapped and will unmap, which cannot grow. */
    static ConditionQueue in(Region words, long base, Region places, ProcessTable processes, int self) {
        return new ConditionQueue(ConditionFiles.in(places), words, base, processes, self);
    }

    /**
     * Makes the first file of a new condition.
     *
     * @param cell new, with zeroed words
     * @param folder the session folder
     * @param lock address of its lock
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the condition
     * @throws IOException if there is no space for it
     */
    public static ConditionQueue create(Cell cell, Path folder, long lock, ProcessTable processes, int self)
            throws IOException {
        ConditionFiles places = ConditionFiles.create(cell, folder, lock, growth(cell, processes, self));
        return new ConditionQueue(places, cell.region(), cell.word(0), processes, self);
    }

    /**
     * Opens a condition that another process made.
     *
     * @param cell of the condition
     * @param folder the session folder
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the condition
     * @throws IOException if it is gone or of another version
     */
    public static ConditionQueue open(Cell cell, Path folder, ProcessTable processes, int self) throws IOException {
        ConditionFiles places = ConditionFiles.open(cell, folder, growth(cell, processes, self));
        return new ConditionQueue(places, cell.region(), cell.word(0), processes, self);
    }

    private static RobustMutex growth(Cell cell, ProcessTable processes, int self) {
        return new RobustMutex(cell.region(), cell.word(GROWTH_OFFSET), processes, self);
    }

    /**
     * The lock that the condition belongs to.
     *
     * @return its address
     */
    public long lock() {
        return places.lock();
    }

    private int word(int state) {
        return state << STATE_SHIFT | self;
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
        ConditionPlace[] place = {claim()};
        int count = guard.unlockFully();
        try {
            return sleep(place, deadline);
        } catch (InterruptedException | OutOfMemoryError e) {
            if (place[0].change(word(WAITING), word(CLAIMED))) {
                throw e;
            }
            if (e instanceof InterruptedException) { // the signal came first
                Thread.currentThread().interrupt();
            }
            return true;
        } finally {
            guard.lockAgain(count);
            place[0].free();
        }
    }

    /**
     * Waits for a signal as long as it takes, with the lock unlocked meanwhile; an interrupt is kept for later, a lack of memory is
     * waited out, and the caller keeps its place in the order.
     *
     * @param guard the lock, which the caller holds
     * @throws UncheckedIOException if there is no space for one more waiter
     */
    public void awaitUninterruptibly(Guard guard) {
        boolean interrupted = false;
        ConditionPlace[] place = {claim()};
        int count = guard.unlockFully();
        try {
            for (boolean signalled = false; !signalled; ) {
                try {
                    signalled = sleep(place, Deadline.FOREVER);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (OutOfMemoryError _) {
                    ServiceLoop.pause();
                }
            }
        } finally {
            guard.lockAgain(count);
            place[0].free();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ConditionPlace claim() {
        while (true) {
            int claimed = word(CLAIMED);
            ConditionPlace place = places.find(each -> each.word() == 0 && each.change(0, claimed));
            if (place != null) {
                long ticket = words.getAndAddLong(base + TICKETS_OFFSET, 1);
                place.region().putLong(place.offset() + TICKET_OFFSET, ticket);
                place.region().putIntVolatile(place.offset(), word(WAITING));
                return place;
            }
            if (!freePlacesOfTheDead()) {
                places.grow();
            }
        }
    }

    private boolean freePlacesOfTheDead() {
        boolean[] any = new boolean[1];
        places.find(place -> {
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

    /** Sleeps until the place is signalled; the place may become another, taken over from a dead process. */
    private boolean sleep(ConditionPlace[] place, Deadline deadline) throws InterruptedException {
        ConditionPlace mine = place[0];
        int waiting = word(WAITING);
        if (deadline.left() > 0 && spin.spinUntil(() -> mine.word() != waiting)) {
            return true;
        }
        if (Thread.currentThread().isVirtual()) {
            return sleepWhileOneWatches(place, deadline);
        }
        for (int slice = 0; mine.word() == waiting; slice++) {
            long left = deadline.left();
            if (left <= 0) {
                return !mine.change(waiting, word(CLAIMED));
            }
            long nanos = Math.min(left, Parker.sliceNanos(slice));
            Parker.await(mine.region(), mine.offset(), waiting, nanos);
            if (mine.word() == waiting && inherit(place)) {
                return true;
            }
        }
        return true;
    }

    private boolean sleepWhileOneWatches(ConditionPlace[] place, Deadline deadline) throws InterruptedException {
        ConditionPlace mine = place[0];
        int waiting = word(WAITING);
        try (ConditionWatch.Waiter waiter = watch.enter(mine, waiting)) {
            while (mine.word() == waiting) {
                if (deadline.left() <= 0) {
                    return !mine.change(waiting, word(CLAIMED));
                }
                waiter.await(deadline, this::forEachSignalOfTheDead);
                if (mine.word() == waiting && waiter.inherits() && inherit(place)) {
                    return true;
                }
            }
        }
        return true;
    }

    private void forEachSignalOfTheDead(LongConsumer before) {
        places.find(place -> {
            if (isSignalOfTheDead(place.word())) {
                before.accept(place.before());
            }
            return false;
        });
    }

    private boolean isSignalOfTheDead(int word) {
        return stateOf(word) == SIGNALLED && tokenIn(word) != self && processes.isDead(tokenIn(word));
    }

    /** Takes a signal over that a dead process got and that is meant for the waiter as well; false if there is none. */
    private boolean inherit(ConditionPlace[] place) {
        ConditionPlace mine = place[0];
        ConditionPlace inherited = takeSignalOfTheDead(mine.ticket());
        if (inherited == null) {
            return false;
        }
        if (mine.change(word(WAITING), 0)) {
            place[0] = inherited;
        } else {
            handOn(inherited); // signalled itself at the same moment
            inherited.free();
        }
        return true;
    }

    private ConditionPlace takeSignalOfTheDead(long ticket) {
        return places.find(place -> {
            int word = place.word();
            return isSignalOfTheDead(word) && place.before() > ticket && place.change(word, word(SIGNALLED));
        });
    }

    /** Gives the signal in a place to a waiter that it was meant for as well, if there is one. Nobody else does, so it waits for memory. */
    private void handOn(ConditionPlace signal) {
        long before = signal.before();
        while (true) {
            try {
                ConditionPlace next = oldest(before);
                if (next == null) {
                    return;
                }
                if (send(next, before)) {
                    signals.notifyAfterFence();
                    return;
                }
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private ConditionPlace oldest(long before) {
        ConditionPlace[] oldest = new ConditionPlace[1];
        places.find(place -> {
            if (stateOf(place.word()) == WAITING
                    && place.ticket() < before
                    && (oldest[0] == null || place.ticket() < oldest[0].ticket())) {
                oldest[0] = place;
            }
            return false;
        });
        return oldest[0];
    }

    private boolean send(ConditionPlace place, long before) {
        int word = place.word();
        if (stateOf(word) != WAITING) {
            return false;
        }
        place.region().putLong(place.offset() + BEFORE_OFFSET, before);
        if (!place.change(word, SIGNALLED << STATE_SHIFT | tokenIn(word))) {
            return false; // its time was over
        }
        Parker.wake(place.region(), place.offset(), 1);
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
            ConditionPlace next = oldest(before);
            if (next == null) {
                break;
            }
            if (send(next, before)) {
                sent++;
            }
        }
        signals.notifyAfterFence();
    }

    /** Wakes all who wait; the caller holds the lock. */
    public void signalAll() {
        long before = words.getLongVolatile(base + TICKETS_OFFSET);
        places.find(place -> {
            send(place, before);
            return false;
        });
        signals.notifyAfterFence();
    }

    /**
     * How many wait for a signal.
     *
     * @return the number, with dead ones whose end was not noticed yet
     */
    public int waiting() {
        int[] count = new int[1];
        places.find(place -> {
            if (stateOf(place.word()) == WAITING) {
                count[0]++;
            }
            return false;
        });
        return count[0];
    }

    /** Unmaps the files; the condition may not be used any more. */
    @Override
    public void close() {
        places.close();
    }
}
