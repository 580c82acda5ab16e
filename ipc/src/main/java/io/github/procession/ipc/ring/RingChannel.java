package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.ChannelLayout.CAPACITY_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.DATA_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.HEAD_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.MAGIC;
import static io.github.procession.ipc.ring.ChannelLayout.MAGIC_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.OPEN;
import static io.github.procession.ipc.ring.ChannelLayout.READERS_MUTEX_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.RING_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.SPACE_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.TAIL_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.VERSION;
import static io.github.procession.ipc.ring.ChannelLayout.VERSION_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.WRITERS_MUTEX_OFFSET;
import static io.github.procession.ipc.ring.ChannelLayout.isOpen;
import static io.github.procession.ipc.ring.ChannelLayout.position;
import static io.github.procession.ipc.ring.RecordFormat.ABORT;
import static io.github.procession.ipc.ring.RecordFormat.FIRST;
import static io.github.procession.ipc.ring.RecordFormat.FRAGMENT_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.LAST;
import static io.github.procession.ipc.ring.RecordFormat.flags;
import static io.github.procession.ipc.ring.RecordFormat.fragment;
import static io.github.procession.ipc.ring.RecordFormat.isWhole;
import static io.github.procession.ipc.ring.RecordFormat.size;

import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.sync.Parker;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.sync.SpinWait;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded one-way stream of records between any number of writers and readers: the two-lock ring.
 *
 * <p>A record of any length goes through; one that is larger than a quarter of the ring is streamed in fragments.
 */
// Longer than most: the protocol of writers and readers, whose crash points depend on each other, is in one place.
public final class RingChannel {
    /*
     * Writers exclude each other by one robust mutex, readers by another. A writer stores the bytes first and moves the
     * tail with one releasing store; a reader copies the bytes out first and moves the head with one releasing store.
     * So a process that dies leaves
     *
     *   before the tail moved     nothing: the next writer overwrites the bytes;
     *   before the head moved     the whole record, for the next reader;
     *   between two fragments     the tail with its bit OPEN set, which the store that publishes a fragment sets or clears:
     *                             the next owner of the writers' mutex, a writer or the reader that waits for the
     *                             rest, writes an ABORT fragment, for which FRAGMENT_BYTES are always kept free, and
     *                             publishes it with OPEN cleared. Dying before that, it leaves what it found;
     *   having read some fragments   the next reader skips to the next first fragment.
     *
     * A writer that is stopped, not dead, keeps its mutex. A reader that has no more time, or is interrupted, keeps what it
     * has read of the record, and the next call in its process reads on. A reader in another process skips the rest.
     *
     * Head and tail each move from one processor's cache to the other's when the other side looks at them, which costs more
     * than all else of a short record. So each side remembers where the other one was and looks only when it has used that up; a
     * side that keeps coming up to the other lets it get ahead first.
     *
     * Michael and Scott's two-lock queue is the ancestor: head and tail never meet in one record, as the tail is read
     * with acquire before the bytes are, and the head before bytes are overwritten.
     */
    private static final int FRAGMENTS_IN_FLIGHT = 4;

    /** Share of the ring that a writer which has filled it wants free before it goes on, if it need not sleep for it. */
    private static final int ROOM_SHARE = 16;

    private final Region region;
    private final ByteRing ring;
    private final RobustMutex writers;
    private final RobustMutex readers;
    private final EventCount data;
    private final EventCount space;
    private final SpinWait dataSpin = new SpinWait();
    private final SpinWait spaceSpin = new SpinWait();
    private final long maxBody;

    /** Head as the writers of this process last saw it, guarded by their mutex: never ahead of the true head. */
    private long knownHead;

    /** Tail as the readers of this process last saw it, guarded by their mutex: never ahead of the true tail. */
    private long knownTail;

    /** Guarded by the readers' mutex. */
    private final Pace pace = new Pace();

    /** Record that a reader of this process left in the middle, as its writer did not go on; guarded by the readers' mutex. */
    private FragmentAssembler begun;

    /** Position of its next fragment: another process has skipped that if the head is elsewhere. */
    private long next;

    private RingChannel(Region region, long capacity, ProcessTable processes, int self) {
        this.region = region;
        this.ring = new ByteRing(region, RING_OFFSET, capacity);
        this.writers = new RobustMutex(region, WRITERS_MUTEX_OFFSET, processes, self);
        this.readers = new RobustMutex(region, READERS_MUTEX_OFFSET, processes, self);
        this.data = new EventCount(region, DATA_OFFSET);
        this.space = new EventCount(region, SPACE_OFFSET);
        this.maxBody = capacity / FRAGMENTS_IN_FLIGHT - RecordFormat.FIRST_BYTES;
    }

    /**
     * Bytes of shared memory for a channel.
     *
     * @param capacity of its ring
     * @return the size of its file
     */
    public static long bytes(long capacity) {
        return RING_OFFSET + capacity;
    }

    /**
     * Makes a channel in memory that is all zero.
     *
     * @param region of {@link #bytes} length
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the channel
     */
    public static RingChannel format(Region region, ProcessTable processes, int self) {
        region.putLong(CAPACITY_OFFSET, region.size() - RING_OFFSET);
        region.putInt(VERSION_OFFSET, VERSION);
        region.putIntRelease(MAGIC_OFFSET, MAGIC);
        return new RingChannel(region, region.size() - RING_OFFSET, processes, self);
    }

    /**
     * Opens a channel that another process made.
     *
     * @param region its memory
     * @param processes used to check whether an owner is alive
     * @param self token of this process
     * @return the channel
     * @throws IOException if there is no channel of this version
     */
    public static RingChannel attach(Region region, ProcessTable processes, int self) throws IOException {
        if (region.getIntAcquire(MAGIC_OFFSET) != MAGIC || region.getInt(VERSION_OFFSET) != VERSION) {
            throw new IOException("not a ring of this version of the library");
        }
        return new RingChannel(region, region.getLong(CAPACITY_OFFSET), processes, self);
    }

    /**
     * Writes a record, waiting while the ring is full.
     *
     * @param record what to write
     * @param peer the readers
     * @return false if no process can read any more; the record is then not delivered
     * @throws InterruptedException if interrupted while waiting; no reader gets the record then
     */
    public boolean write(OutgoingRecord record, PeerCheck peer) throws InterruptedException {
        if (peer.isClosed()) {
            return false;
        }
        writers.lock();
        boolean written;
        try {
            long tail = abortOpenRecord(); // of a writer that died
            written = record.bodyLength() <= maxBody
                    ? writeWhole(record, tail, peer)
                    : writeFragments(record, record.bodyLength(), peer);
        } finally {
            writers.unlock();
        }
        data.notifyAfterFence();
        return written;
    }

    /**
     * Writes records for which there is room now, all with one hold of the mutex; never waits.
     *
     * @param records what to write, in this order
     * @return how many were written: less than all if the next one found the ring too full or is too long for one piece,
     *     none if another writer is at work
     */
    public int tryWriteAll(List<OutgoingRecord> records) {
        if (!writers.tryLock()) {
            return 0;
        }
        int written = 0;
        try {
            long tail = abortOpenRecord(); // of a writer that died
            for (; written < records.size(); written++) {
                OutgoingRecord record = records.get(written);
                if (record.bodyLength() > maxBody || !hasSpace(tail, record.size() + FRAGMENT_BYTES)) {
                    break;
                }
                tail += record.writeWhole(ring, tail);
            }
            region.putLongRelease(TAIL_OFFSET, tail);
        } finally {
            writers.unlock();
        }
        data.notifyAfterFence();
        return written;
    }

    private boolean writeWhole(OutgoingRecord record, long tail, PeerCheck peer) throws InterruptedException {
        if (!awaitSpace(tail, record.size() + FRAGMENT_BYTES, peer)) {
            return false;
        }
        region.putLongRelease(TAIL_OFFSET, tail + record.writeWhole(ring, tail));
        return true;
    }

    private boolean writeFragments(OutgoingRecord record, long body, PeerCheck peer) throws InterruptedException {
        try {
            for (long done = 0; done < body; ) {
                int length = (int) Math.min(maxBody, body - done);
                int flags = (done == 0 ? FIRST : 0) | (done + length == body ? LAST : 0);
                long tail = position(region.getLong(TAIL_OFFSET));
                if (!writeFragment(record, tail, done, length, flags, peer)) {
                    return false;
                }
                data.notifyWaiters();
                done += length;
            }
            return true;
        } finally {
            abortOpenRecord(); // unless it is complete
        }
    }

    private boolean writeFragment(OutgoingRecord record, long tail, long done, int length, int flags, PeerCheck peer)
            throws InterruptedException {
        if (!awaitSpace(tail, size(fragment(length, flags)) + FRAGMENT_BYTES, peer)) {
            return false;
        }
        long written = record.writeFragment(ring, tail, done, length, flags);
        region.putLongRelease(TAIL_OFFSET, tail + written | ((flags & LAST) != 0 ? 0 : OPEN));
        return true;
    }

    /**
     * Marks the record that readers may have begun as one that will not be completed; the caller has the writers' mutex. Returns
     * where the next record goes.
     */
    private long abortOpenRecord() {
        long tail = region.getLong(TAIL_OFFSET);
        if (!isOpen(tail)) {
            return tail;
        }
        ring.putLong(position(tail), fragment(0, ABORT));
        long next = position(tail) + FRAGMENT_BYTES;
        region.putLongRelease(TAIL_OFFSET, next);
        data.notifyWaiters();
        return next;
    }

    private boolean hasSpace(long tail, long bytes) {
        if (ring.capacity() - (tail - knownHead) >= bytes) {
            return true;
        }
        knownHead = region.getLongAcquire(HEAD_OFFSET);
        return ring.capacity() - (tail - knownHead) >= bytes;
    }

    /** The same as {@link #hasSpace} for more than a record, with a pause before each look. */
    private boolean hasSpaceForMore(long tail, long bytes) {
        Pace.pause();
        return hasSpace(tail, roomFor(bytes));
    }

    private long roomFor(long bytes) {
        return Math.max(bytes, ring.capacity() / ROOM_SHARE);
    }

    private boolean awaitSpace(long tail, long bytes, PeerCheck peer) throws InterruptedException {
        if (ring.capacity() - (tail - knownHead) >= bytes
                || hasSpace(tail, roomFor(bytes))
                || spaceSpin.spinUntil(() -> hasSpaceForMore(tail, bytes))
                || hasSpace(tail, bytes)) {
            return true;
        }
        for (int slice = 0; ; ) {
            int ticket = space.prepare();
            if (hasSpace(tail, bytes)) {
                return true;
            }
            if (peer.isGone()) {
                return false;
            }
            space.await(ticket, Parker.sliceNanos(slice++));
        }
    }

    /**
     * Reads the next record, waiting until there is one.
     *
     * @param sink gets the record
     * @param deadline when to give up; a second later at most, when the rest of a record is under way
     * @param peer the writers
     * @return how it ended
     * @throws InterruptedException if interrupted while waiting, and the rest of a record did not come within a second
     */
    public ReadOutcome read(Sink sink, Deadline deadline, PeerCheck peer) throws InterruptedException {
        if (readers.lock(deadline) == RobustMutex.Outcome.TIMED_OUT) {
            return ReadOutcome.TIMED_OUT;
        }
        ReadOutcome outcome;
        try {
            outcome = readLocked(sink, deadline, peer);
        } finally {
            readers.unlock();
            space.notifyAfterFence();
        }
        return outcome;
    }

    /**
     * Reads all records that have arrived, under one hold of the readers' mutex, waiting until there is one.
     *
     * @param <S> the kind of sink
     * @param sinks makes a sink for each record
     * @param into gets the sinks of the records that were read
     * @param most how many records to read at most
     * @param deadline when to give up; a second later at most, when the rest of a record is under way
     * @param peer the writers
     * @return how it ended
     * @throws InterruptedException if interrupted while waiting, and the rest of a record did not come within a second
     */
    public <S extends Sink> ReadOutcome readAll(
            Supplier<S> sinks, Collection<? super S> into, int most, Deadline deadline, PeerCheck peer)
            throws InterruptedException {
        if (readers.lock(deadline) == RobustMutex.Outcome.TIMED_OUT) {
            return ReadOutcome.TIMED_OUT;
        }
        ReadOutcome outcome;
        try {
            S first = sinks.get();
            outcome = readLocked(first, deadline, peer);
            if (outcome == ReadOutcome.RECORD) {
                into.add(first);
                readMore(sinks, into, most - 1);
            }
        } finally {
            readers.unlock();
            space.notifyAfterFence();
        }
        return outcome;
    }

    /** Reads the records that lie behind, as far as they are whole; the head moves once, over all of them. */
    private <S extends Sink> void readMore(Supplier<S> sinks, Collection<? super S> into, int most) {
        long start = region.getLong(HEAD_OFFSET);
        long end = position(region.getLongAcquire(TAIL_OFFSET));
        long head = start;
        try {
            for (int count = 0; count < most && head != end; count++) {
                long fragment = ring.getLong(head);
                if (!isWhole(fragment)) {
                    break;
                }
                S sink = sinks.get();
                FragmentAssembler.readWhole(ring, head, fragment, sink);
                into.add(sink);
                head += size(fragment);
            }
        } finally {
            if (head != start) {
                region.putLongRelease(HEAD_OFFSET, head);
            }
        }
    }

    /**
     * Reads what has arrived and never waits for more. A record of which only a part is there is left in the hands of the
     * caller, who gets the rest with later calls: so a writer that is stopped in the middle keeps no reader waiting.
     *
     * @param <S> the kind of sink
     * @param begun the record that the last call has left unfinished, if any; must be the same for all calls
     * @param sinks makes a sink for each record
     * @param into gets the sinks of the records that were read to their end
     * @param most how many records and parts of records to read at most
     * @throws InterruptedException if interrupted while another reader has the ring
     */
    public <S extends Sink> void readArrived(
            BegunRecord<S> begun, Supplier<S> sinks, Collection<? super S> into, int most) throws InterruptedException {
        readers.lock();
        try {
            long start = region.getLong(HEAD_OFFSET);
            long head = start;
            try {
                long end = position(region.getLongAcquire(TAIL_OFFSET));
                for (int count = 0; count < most && head != end; count++) {
                    long fragment = ring.getLong(head);
                    head = begun.read(ring, head, fragment, sinks, into);
                }
            } finally {
                if (head != start) {
                    region.putLongRelease(HEAD_OFFSET, head);
                }
            }
        } finally {
            readers.unlock();
            space.notifyAfterFence();
        }
    }

    private ReadOutcome readLocked(Sink sink, Deadline deadline, PeerCheck peer) throws InterruptedException {
        ReadOutcome outcome = begun == null ? null : readRest(sink, deadline, peer);
        while (outcome == null) {
            long head = region.getLong(HEAD_OFFSET);
            boolean looks = head >= knownTail;
            if (looks) {
                pace.letGather();
                ReadOutcome data = awaitData(deadline, peer);
                if (data != ReadOutcome.RECORD) {
                    return data;
                }
                knownTail = position(region.getLongAcquire(TAIL_OFFSET));
            }
            long fragment = ring.getLong(head);
            if (looks) {
                pace.found(size(fragment), knownTail - head);
            }
            if ((flags(fragment) & FIRST) == 0) {
                region.putLongRelease(HEAD_OFFSET, head + size(fragment)); // of a record whose reader or writer died
            } else {
                outcome = readRecord(sink, head, fragment, deadline, peer);
            }
        }
        return outcome;
    }

    /** Reads a record from its first fragment on; null if it turns out to be incomplete for ever. */
    private @Nullable ReadOutcome readRecord(
            Sink sink, long first, long firstFragment, Deadline deadline, PeerCheck peer) throws InterruptedException {
        if (isWhole(firstFragment)) {
            FragmentAssembler.readWhole(ring, first, firstFragment, sink);
            region.putLongRelease(HEAD_OFFSET, first + size(firstFragment));
            return ReadOutcome.RECORD;
        }
        FragmentAssembler record = new FragmentAssembler(ring, first, sink);
        record.readFirst(ring, first, firstFragment);
        return readRest(record, first + size(firstFragment), deadline, peer);
    }

    /** Reads on in the record that an earlier call has left; null if that is incomplete for ever, or cannot be passed on. */
    private @Nullable ReadOutcome readRest(Sink sink, Deadline deadline, PeerCheck peer) throws InterruptedException {
        FragmentAssembler record = begun;
        begun = null;
        if (next != region.getLong(HEAD_OFFSET) || !record.passTo(sink)) {
            record.discard();
            return null;
        }
        return readRest(record, next, deadline, peer);
    }

    private @Nullable ReadOutcome readRest(FragmentAssembler record, long from, Deadline deadline, PeerCheck peer)
            throws InterruptedException {
        long head = from;
        int flags = 0;
        boolean isLeft = true;
        try {
            while (true) {
                region.putLongRelease(HEAD_OFFSET, head);
                if ((flags & LAST) != 0) {
                    isLeft = false;
                    return ReadOutcome.RECORD;
                }
                space.notifyWaiters();
                if (!awaitRest(deadline, peer)) {
                    return ReadOutcome.TIMED_OUT;
                }
                long fragment = hasData() ? ring.getLong(head) : fragment(0, ABORT); // or this end was closed
                flags = flags(fragment);
                if ((flags & (FIRST | ABORT)) != 0) {
                    isLeft = false;
                    record.discard();
                    return null;
                }
                record.readLater(ring, head);
                head += size(fragment);
            }
        } finally {
            if (isLeft) {
                leave(record, head);
            }
        }
    }

    private void leave(FragmentAssembler record, long head) {
        try {
            record.leave();
            begun = record;
            next = head;
        } catch (OutOfMemoryError _) {
            record.discard(); // the rest is skipped
        }
    }

    /**
     * Waits for the next fragment of a begun record, ending it when its writer is dead, or until an end is closed. When the
     * time is over or the thread is interrupted, a writer that is at work has another second, since the record is left for
     * the next call then; false, or an exception, if nothing has come.
     */
    private boolean awaitRest(Deadline deadline, PeerCheck peer) throws InterruptedException {
        if (dataSpin.spinUntil(this::hasData)) {
            return true;
        }
        Deadline patience = deadline.orInSlices(Deadline.BRIEF_SLICES);
        InterruptedException interrupt = null;
        for (int slice = 0; ; ) {
            int ticket = data.prepare();
            if (hasData() || peer.isClosed()) {
                if (interrupt != null) {
                    Thread.currentThread().interrupt();
                }
                return true;
            }
            if (writers.tryLock()) { // a living writer keeps it to the end of its record
                try {
                    abortOpenRecord();
                } finally {
                    writers.unlock();
                }
                continue;
            }
            long left = patience.left();
            if (left <= 0) {
                if (interrupt != null) {
                    throw interrupt;
                }
                return false;
            }
            try {
                data.await(ticket, Math.min(left, Parker.sliceNanos(slice++)));
            } catch (InterruptedException e) {
                if (interrupt == null) {
                    interrupt = e;
                    patience = Deadline.inSlices(Deadline.BRIEF_SLICES);
                }
            }
        }
    }

    /** Discards what has been read of a record that will not be read to its end; the caller knows that no thread reads. */
    public void discardBegun() {
        if (begun != null) {
            begun.discard();
            begun = null;
        }
    }

    /**
     * Whether something lies in the ring, a whole record or a part of one: a check without any lock.
     *
     * @return true if a reader has reason to look
     */
    public boolean hasArrived() {
        return position(region.getLongAcquire(TAIL_OFFSET)) != region.getLongAcquire(HEAD_OFFSET);
    }

    /**
     * How many bytes have ever been taken out of the ring.
     *
     * @return the position of its head
     */
    public long taken() {
        return region.getLongAcquire(HEAD_OFFSET);
    }

    private boolean hasData() {
        return position(region.getLongAcquire(TAIL_OFFSET)) != region.getLong(HEAD_OFFSET);
    }

    private ReadOutcome awaitData(Deadline deadline, PeerCheck peer) throws InterruptedException {
        if (hasData()) {
            return ReadOutcome.RECORD;
        }
        if (deadline.left() <= 0) {
            return peer.isGone() ? endUnlessData() : ReadOutcome.TIMED_OUT;
        }
        if (dataSpin.spinUntil(this::hasData)) {
            return ReadOutcome.RECORD;
        }
        for (int slice = 0; ; ) {
            int ticket = data.prepare();
            if (hasData()) {
                return ReadOutcome.RECORD;
            }
            if (peer.isGone()) {
                return endUnlessData();
            }
            long left = deadline.left();
            if (left <= 0) {
                return ReadOutcome.TIMED_OUT;
            }
            data.await(ticket, Math.min(left, Parker.sliceNanos(slice++)));
        }
    }

    /** The peer may have written and then gone. */
    private ReadOutcome endUnlessData() {
        return hasData() ? ReadOutcome.RECORD : ReadOutcome.END;
    }

    /**
     * Waits until a record, or the end, can be read without waiting; reads nothing.
     *
     * @param deadline when to give up
     * @param peer the writers
     * @return how it ended; {@link ReadOutcome#RECORD} also while a record is being written, or read by another
     * @throws InterruptedException if interrupted while waiting
     */
    public ReadOutcome poll(Deadline deadline, PeerCheck peer) throws InterruptedException {
        while (true) {
            ReadOutcome outcome = awaitData(deadline, peer);
            if (outcome != ReadOutcome.RECORD || !readers.tryLock()) {
                return outcome;
            }
            try {
                skipDeadRecords();
                if (hasData()) {
                    return ReadOutcome.RECORD;
                }
            } finally {
                readers.unlock();
                space.notifyAfterFence();
            }
        }
    }

    /** Moves the head over records that will never be complete; the caller has the readers' mutex. */
    private void skipDeadRecords() {
        long start = region.getLong(HEAD_OFFSET);
        boolean hasBegun = begun != null && next == start;
        for (long at = start; hasFragment(at); ) {
            long fragment = ring.getLong(at);
            int flags = flags(fragment);
            if ((flags & FIRST) != 0) {
                hasBegun = true;
                moveHead(at);
            }
            if (hasBegun && (flags & LAST) != 0) {
                return;
            }
            at += size(fragment);
            if (!hasBegun || (flags & ABORT) != 0) {
                hasBegun = false;
                moveHead(at);
            }
        }
    }

    /** Whether there is a fragment at the position, if need be one that ends the record of a dead writer. */
    private boolean hasFragment(long at) {
        long tail = region.getLongAcquire(TAIL_OFFSET);
        if (at == position(tail) && isOpen(tail) && writers.tryLock()) {
            try {
                abortOpenRecord();
            } finally {
                writers.unlock();
            }
        }
        return at != position(region.getLongAcquire(TAIL_OFFSET));
    }

    private void moveHead(long position) {
        if (position != region.getLong(HEAD_OFFSET)) {
            region.putLongRelease(HEAD_OFFSET, position);
        }
    }

    /**
     * The event count that is signalled when data arrive, for waiting on several channels at once.
     *
     * @return the event count
     */
    public EventCount data() {
        return data;
    }

    /** Lets all who wait look again, because an end was closed. */
    public void wakeAll() {
        data.notifyWaiters();
        space.notifyWaiters();
    }
}
