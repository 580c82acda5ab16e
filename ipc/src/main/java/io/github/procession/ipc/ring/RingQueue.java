package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.QueueLayout.ALL_FINISHED_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.BOUND_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.CONSUMERS_MUTEX_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.CONSUMERS_TURN_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.CONTROL_BYTES;
import static io.github.procession.ipc.ring.QueueLayout.CONTROL_FILE;
import static io.github.procession.ipc.ring.QueueLayout.CONTROL_MAGIC;
import static io.github.procession.ipc.ring.QueueLayout.FINISHED_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.FIRST_RING;
import static io.github.procession.ipc.ring.QueueLayout.HEAD_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.HEAD_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.ITEMS_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.MAGIC_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.OLDEST_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.PRODUCERS_MUTEX_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.PRODUCERS_TURN_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.ROOM_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.TAIL_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.TAIL_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.VERSION;
import static io.github.procession.ipc.ring.QueueLayout.VERSION_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.itemsOf;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.memory.StagedFiles;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.sync.Parker;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.sync.SpinWait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A first-in first-out queue of records for any number of producers and consumers in any processes: a chain of rings,
 * each new one larger, so that without a bound a producer never waits for consumers.
 */
// Longer than most: the whole protocol of the chain: each store of one side is read beside the loads of the other.
public final class RingQueue implements AutoCloseable {
    /*
     * Producers exclude each other by one robust mutex, consumers by another; both are held only while bytes are copied.
     * A thread that has to wait for items (or for room) first takes the turn of its side, a second robust mutex, so that a new
     * item wakes one consumer and not all.
     *
     * A record is never split over rings. When it does not fit, the producer makes a larger ring, links it (`end`, then
     * `next` of the last ring), and moves `tail ring`. A consumer that has read its ring to the end moves `head ring` and
     * deletes the files before it.
     *
     * A giant record is written into the new ring first, under a name of the producer's own: then come name, last file, end,
     * next, tail ring, tail. A producer that dies before the first leaves a file that the process which reaps it deletes.
     *
     * Stores of put:   bytes, tail                              get: (copy out), head
     * Stores of grow:  file n+1, last file, end, next, tail ring   unlink: head ring, files, oldest ring
     *
     * A process that dies between two of them:
     *   before tail          nothing was put; the bytes are overwritten.
     *   before head          the item is still there for the next consumer.
     *   before next          file n+1 is made again by the next producer that needs it; freeing the cell deletes one
     *                        file above `last file` too.
     *   before tail ring     each producer, having the mutex, first follows `next` to the end.
     *   before oldest ring   the next unlinking deletes from `oldest ring` on.
     */
    private static final long FIRST_CAPACITY = 1L << 16;

    /**
     * Longer records are written into a ring of their own before the producer takes the mutex: copying one takes a tenth of a
     * second and more, and a producer that is stopped meanwhile would keep all others out.
     */
    private static final long LARGEST_COPIED_BYTES = ChainTail.MAX_GROWTH;

    private final Segment controlSegment;
    private final Region control;
    private final int bound;
    private final RobustMutex producers;
    private final RobustMutex producersTurn;
    private final RobustMutex consumers;
    private final RobustMutex consumersTurn;
    private final EventCount items;
    private final EventCount room;
    private final EventCount allFinished;
    private final SpinWait itemsSpin = new SpinWait();
    private final SpinWait roomSpin = new SpinWait();

    private final Path folder;
    private final int self;
    private final ChainTail chainTail;
    private final ChainHead chainHead;
    private volatile boolean stopped;

    private RingQueue(Cell cell, Path folder, Segment controlSegment, ProcessTable processes, int self) {
        this.folder = folder;
        this.self = self;
        this.controlSegment = controlSegment;
        this.control = controlSegment.region();
        this.bound = control.getInt(BOUND_OFFSET);
        this.producers = new RobustMutex(control, PRODUCERS_MUTEX_OFFSET, processes, self);
        this.producersTurn = new RobustMutex(control, PRODUCERS_TURN_OFFSET, processes, self);
        this.consumers = new RobustMutex(control, CONSUMERS_MUTEX_OFFSET, processes, self);
        this.consumersTurn = new RobustMutex(control, CONSUMERS_TURN_OFFSET, processes, self);
        this.items = new EventCount(control, ITEMS_OFFSET);
        this.room = new EventCount(control, ROOM_OFFSET);
        this.allFinished = new EventCount(control, ALL_FINISHED_OFFSET);
        this.chainTail = new ChainTail(cell, folder, control);
        this.chainHead = new ChainHead(cell, folder, control);
    }

    /**
     * Makes the files of a new queue.
     *
     * @param cell of the queue, new
     * @param folder the session folder
     * @param bound how many items it may hold; {@link Integer#MAX_VALUE} for no bound
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the queue
     * @throws IOException if there is no space for it
     */
    public static RingQueue create(Cell cell, Path folder, int bound, ProcessTable processes, int self)
            throws IOException {
        cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, FIRST_RING);
        cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, CONTROL_FILE);
        ChainRing.create(cell.file(folder, FIRST_RING), FIRST_RING, FIRST_CAPACITY, 0)
                .close();
        Segment segment = Segment.create(cell.file(folder, CONTROL_FILE), CONTROL_BYTES);
        Region control = segment.region();
        control.putInt(BOUND_OFFSET, bound);
        control.putInt(TAIL_RING_OFFSET, FIRST_RING);
        control.putInt(HEAD_RING_OFFSET, FIRST_RING);
        control.putInt(OLDEST_RING_OFFSET, FIRST_RING);
        control.putInt(VERSION_OFFSET, VERSION);
        control.putIntRelease(MAGIC_OFFSET, CONTROL_MAGIC);
        return new RingQueue(cell, folder, segment, processes, self);
    }

    /**
     * Opens a queue that another process made.
     *
     * @param cell of the queue
     * @param folder the session folder
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the queue
     * @throws IOException if it is gone or of another version
     */
    public static RingQueue open(Cell cell, Path folder, ProcessTable processes, int self) throws IOException {
        Segment segment = Segment.open(cell.file(folder, CONTROL_FILE));
        Region control = segment.region();
        if (control.getIntAcquire(MAGIC_OFFSET) != CONTROL_MAGIC || control.getInt(VERSION_OFFSET) != VERSION) {
            segment.close();
            throw new IOException("not a queue of this version of the library");
        }
        return new RingQueue(cell, folder, segment, processes, self);
    }

    /**
     * How many items the queue may hold.
     *
     * @return the bound, {@link Integer#MAX_VALUE} if there is none
     */
    public int bound() {
        return bound;
    }

    /**
     * How many items the queue holds at this moment.
     *
     * @return the number of items
     */
    public int size() {
        int taken = itemsOf(control.getLongVolatile(HEAD_OFFSET));
        return itemsOf(control.getLongVolatile(TAIL_OFFSET)) - taken;
    }

    /**
     * Adds a record at the end, waiting while the queue is full.
     *
     * @param record what to add
     * @param deadline when to give up
     * @return false if the queue was full until the deadline, or if another process was stopped while it put a record; with a
     *     deadline that has passed this takes up to a second
     * @throws InterruptedException if interrupted while waiting; nothing was added then
     * @throws IOException if there is no space for a larger ring; nothing was added then
     */
    public boolean put(OutgoingRecord record, Deadline deadline) throws InterruptedException, IOException {
        if (record.size() <= LARGEST_COPIED_BYTES) {
            return put(record, null, deadline);
        }
        ChainTail.requireSendable(record.size());
        int name = StagedFiles.take();
        if (name < 0) {
            return put(record, null, deadline);
        }
        ChainRing staged = null;
        boolean done = false;
        try {
            long capacity = Long.highestOneBit(record.size() - 1) << 1;
            staged = ChainRing.stage(StagedFiles.file(folder, self, name), capacity, record);
            done = put(record, staged, deadline);
            return done;
        } finally {
            if (staged != null && !done) {
                staged.close();
            }
            StagedFiles.giveBack(folder, self, name);
        }
    }

    private boolean put(OutgoingRecord record, ChainRing staged, Deadline deadline)
            throws InterruptedException, IOException {
        if (tryPut(record, staged, deadline)) {
            return true;
        }
        while (!lockTurn(producersTurn, deadline)) {
            if (deadline.left() <= 0 || stopped) {
                return false;
            }
            if (tryPut(record, staged, deadline)) {
                return true;
            }
        }
        try {
            while (await(room, roomSpin, this::hasRoom, deadline)) {
                if (tryPut(record, staged, deadline)) {
                    return true;
                }
                if (deadline.left() <= 0 || stopped) {
                    return false; // there is room, but a producer keeps the mutex
                }
            }
            return false;
        } finally {
            producersTurn.unlock();
        }
    }

    private boolean hasRoom() {
        return size() < bound;
    }

    private boolean tryPut(OutgoingRecord record, ChainRing staged, Deadline deadline)
            throws InterruptedException, IOException {
        if (!lockBriefly(producers, deadline)) {
            return false;
        }
        List<ChainRing> left;
        try {
            if (bound != Integer.MAX_VALUE && !hasRoom()) {
                return false;
            }
            if (staged == null) {
                chainTail.append(record);
            } else {
                chainTail.append(staged, record);
            }
            left = chainTail.left().take();
        } finally {
            producers.unlock();
        }
        items.notifyAfterFence();
        LeftRings.close(left);
        return true;
    }

    /**
     * Locks a mutex that no owner keeps while waiting. Even an attempt without waiting is worth a moment, and a long one:
     * its owner may have to wait for a processor. But it may also be stopped, and then a time limit counts.
     */
    private static boolean lockBriefly(RobustMutex mutex, Deadline deadline) throws InterruptedException {
        return mutex.tryLock()
                || mutex.lock(deadline.orInSlices(Deadline.BRIEF_SLICES)) != RobustMutex.Outcome.TIMED_OUT;
    }

    /** Takes the turn to wait, unless its owner, who may be stopped, keeps it for a slice. */
    private boolean lockTurn(RobustMutex turn, Deadline deadline) throws InterruptedException {
        return deadline.left() > 0 && turn.lock(deadline.andInSlices(1)) != RobustMutex.Outcome.TIMED_OUT;
    }

    /**
     * Takes the first record, waiting while the queue is empty.
     *
     * @param sink gets the record
     * @param deadline when to give up
     * @return {@link ReadOutcome#RECORD} or {@link ReadOutcome#TIMED_OUT}
     * @throws InterruptedException if interrupted while waiting; nothing was taken then
     * @throws IOException if a file of the queue cannot be mapped
     */
    public ReadOutcome take(Sink sink, Deadline deadline) throws InterruptedException, IOException {
        if (tryTake(sink, deadline)) {
            return ReadOutcome.RECORD;
        }
        while (!lockTurn(consumersTurn, deadline)) {
            if (deadline.left() <= 0 || stopped) {
                return ReadOutcome.TIMED_OUT;
            }
            if (tryTake(sink, deadline)) {
                return ReadOutcome.RECORD;
            }
        }
        try {
            while (await(items, itemsSpin, this::hasItem, deadline)) {
                if (tryTake(sink, deadline)) {
                    return ReadOutcome.RECORD;
                }
                if (deadline.left() <= 0 || stopped) {
                    return ReadOutcome.TIMED_OUT; // there is an item, but a consumer keeps the mutex
                }
            }
            return ReadOutcome.TIMED_OUT;
        } finally {
            consumersTurn.unlock();
        }
    }

    private boolean hasItem() {
        return control.getLongVolatile(HEAD_OFFSET) != control.getLongAcquire(TAIL_OFFSET);
    }

    private boolean tryTake(Sink sink, Deadline deadline) throws InterruptedException, IOException {
        if (!chainHead.hasRecord() || !lockBriefly(consumers, deadline)) {
            return false;
        }
        List<ChainRing> left;
        try {
            if (!chainHead.take(sink)) {
                return false;
            }
            left = chainHead.left().take();
        } finally {
            consumers.unlock();
        }
        if (bound != Integer.MAX_VALUE) {
            room.notifyAfterFence();
        }
        LeftRings.close(left);
        return true;
    }

    /**
     * Waits until an item can be taken; takes nothing.
     *
     * @param deadline when to give up
     * @return whether there is an item
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean poll(Deadline deadline) throws InterruptedException {
        return hasItem() || await(items, itemsSpin, this::hasItem, deadline);
    }

    /**
     * Counts one item as finished.
     *
     * @return false if as many were finished as were ever put
     */
    public boolean finish() {
        while (true) {
            int done = control.getIntVolatile(FINISHED_OFFSET);
            if (done == itemsOf(control.getLongVolatile(TAIL_OFFSET))) {
                return false;
            }
            if (control.compareAndSetInt(FINISHED_OFFSET, done, done + 1)) {
                if (isAllFinished()) {
                    allFinished.notifyAfterFence();
                }
                return true;
            }
        }
    }

    private boolean isAllFinished() {
        return control.getIntVolatile(FINISHED_OFFSET) == itemsOf(control.getLongVolatile(TAIL_OFFSET));
    }

    /**
     * Waits until as many items were {@linkplain #finish finished} as were put.
     *
     * @param deadline when to give up
     * @return whether all are finished
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitFinished(Deadline deadline) throws InterruptedException {
        return isAllFinished() || await(allFinished, new SpinWait(), this::isAllFinished, deadline);
    }

    private boolean await(EventCount event, SpinWait spin, BooleanSupplier condition, Deadline deadline)
            throws InterruptedException {
        if (deadline.left() > 0 && spin.spinUntil(condition)) {
            return true;
        }
        for (int slice = 0; ; ) {
            long left = deadline.left();
            if (left <= 0 || stopped) {
                return condition.getAsBoolean();
            }
            int ticket = event.prepare();
            if (condition.getAsBoolean()) {
                return true;
            }
            event.await(ticket, Math.min(left, Parker.sliceNanos(slice++)));
        }
    }

    /**
     * The event count that is signalled when items arrive, for waiting on several things at once.
     *
     * @return the event count
     */
    public EventCount items() {
        return items;
    }

    /** Ends the waits of this process, now and from now on, as if their time were over. */
    public void stopWaits() {
        stopped = true;
        items.notifyWaiters();
        room.notifyWaiters();
        allFinished.notifyWaiters();
    }

    /** Unmaps the memory; the queue lives on in shared memory. The caller must know that no thread uses this object. */
    @Override
    public void close() {
        chainTail.close();
        chainHead.close();
        controlSegment.close();
    }
}
