package io.github.procession.ipc.transport;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellDrop;
import io.github.procession.ipc.memory.DropCleaner;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.ring.OutgoingRecord;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingQueue;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue of objects between processes: what is put is encoded in the caller, what is taken is decoded in the caller,
 * and in between lies a {@link RingQueue}.
 */
public final class MessageQueue {
    private final Session session;
    private final Cell cell;
    private final RingQueue ring;
    private final UseCount uses;

    private MessageQueue(Session session, Cell cell, RingQueue ring) {
        this.session = session;
        this.cell = cell;
        this.ring = ring;
        CellDrop drop = new CellDrop(session, cell.address());
        this.uses = new UseCount(() -> {
            ring.close();
            drop.run();
        });
    }

    /**
     * Makes a new queue.
     *
     * @param bound how many items it may hold; {@link Integer#MAX_VALUE} for no bound
     * @return the queue
     * @throws UncheckedIOException if there is no shared memory for it
     */
    public static MessageQueue create(int bound) {
        Session session = Session.current();
        Cell cell = session.allocate(CellTypes.QUEUE);
        try {
            return new MessageQueue(
                    session,
                    cell,
                    RingQueue.create(cell, session.directory(), bound, session.processes(), session.token()));
        } catch (IOException e) {
            session.drop(cell.address());
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * Opens a queue by its address.
     *
     * @param address of its cell
     * @return the queue
     * @throws IllegalStateException if it no longer exists
     */
    public static MessageQueue open(long address) {
        Session session = Session.current();
        Cell cell = session.hold(address);
        try {
            return new MessageQueue(
                    session, cell, RingQueue.open(cell, session.directory(), session.processes(), session.token()));
        } catch (IOException e) {
            session.drop(address);
            throw new UncheckedIOException("the queue cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Closes the queue when an object is no longer reachable.
     *
     * @param cleaner does it
     * @param owner the object, to which this queue must have no reference
     */
    public void closeWith(DropCleaner cleaner, Object owner) {
        cleaner.register(owner, uses::close);
    }

    /**
     * Address of the queue.
     *
     * @return packed, see {@link io.github.procession.ipc.memory.Shareable#address()}
     */
    public long address() {
        return cell.address();
    }

    /**
     * How many items the queue may hold.
     *
     * @return the bound, {@link Integer#MAX_VALUE} if there is none
     */
    public int bound() {
        return ring.bound();
    }

    /**
     * Adds a value at the end, waiting while the queue is full.
     *
     * @param value what to add; changes of it after this call are not seen by the receiver
     * @param deadline when to give up
     * @return false if the queue was full until the deadline
     * @throws InterruptedException if interrupted while waiting; nothing was added then
     * @throws IOException if there is no space in shared memory; nothing was added then
     * @throws ClosedException if the queue is closed in this process
     */
    public boolean put(Object value, Deadline deadline) throws InterruptedException, IOException {
        enter();
        try (Message message = Codec.encode(value)) {
            session.sending(message.addresses(), cell);
            boolean added = ring.put(
                    new OutgoingRecord(
                            message.addresses(), message.header(), message.headerLength(), message.payload()),
                    deadline);
            return added || notClosed();
        } finally {
            Reference.reachabilityFence(value); // a shared object that only it has must not be collected before
            uses.exit();
        }
    }

    /**
     * Takes the first value, waiting while the queue is empty.
     *
     * @param deadline when to give up
     * @param taken gets the value, possibly null
     * @return false if the queue was empty until the deadline
     * @throws InterruptedException if interrupted while waiting; nothing was taken then
     * @throws IOException if the queue's memory cannot be mapped
     * @throws ClosedException if the queue is closed in this process
     */
    public boolean take(Deadline deadline, @Nullable Consumer<Object> taken) throws InterruptedException, IOException {
        enter();
        ReceivedMessage received = new ReceivedMessage(session);
        try {
            if (ring.take(received, deadline) != ReadOutcome.RECORD) {
                return notClosed();
            }
        } finally {
            uses.exit();
        }
        taken.accept(received.value());
        return true;
    }

    /**
     * How many items the queue holds at this moment.
     *
     * @return the number of items
     * @throws ClosedException if the queue is closed in this process
     */
    public int size() {
        enter();
        try {
            return ring.size();
        } finally {
            uses.exit();
        }
    }

    /**
     * Counts one item as finished.
     *
     * @return false if as many were finished as were ever put
     * @throws ClosedException if the queue is closed in this process
     */
    public boolean finish() {
        enter();
        try {
            return ring.finish();
        } finally {
            uses.exit();
        }
    }

    /**
     * Waits until as many items were finished as were put.
     *
     * @param deadline when to give up
     * @return whether all are finished
     * @throws InterruptedException if interrupted while waiting
     * @throws ClosedException if the queue is closed in this process
     */
    public boolean awaitFinished(Deadline deadline) throws InterruptedException {
        enter();
        try {
            return ring.awaitFinished(deadline) || notClosed();
        } finally {
            uses.exit();
        }
    }

    /**
     * The event count that is signalled when items arrive.
     *
     * @return the event count
     */
    public EventCount items() {
        return ring.items();
    }

    /** Lets go of the queue in this process; calls that wait inside end with an exception. Further calls do nothing. */
    public void close() {
        uses.close(ring::stopWaits);
    }

    /** False, unless a wait ended because the queue was closed. */
    private boolean notClosed() {
        if (uses.isClosed()) {
            throw new ClosedException("the queue was closed");
        }
        return false;
    }

    /**
     * Whether the queue is closed in this process.
     *
     * @return true after {@link #close()}
     */
    public boolean isClosed() {
        return uses.isClosed();
    }

    private void enter() {
        if (!uses.enter()) {
            throw new ClosedException("the queue is closed");
        }
    }
}
