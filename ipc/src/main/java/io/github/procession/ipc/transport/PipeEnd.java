package io.github.procession.ipc.transport;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellDrop;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.Cells;
import io.github.procession.ipc.memory.DropCleaner;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.ring.BegunRecord;
import io.github.procession.ipc.ring.OutgoingRecord;
import io.github.procession.ipc.ring.PeerCheck;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingChannel;
import io.github.procession.ipc.ring.Sink;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe between processes. Each direction is a {@link RingChannel}; an end owns the ring that it receives
 * from, and knows the other end, so that it notices when no process has that any more.
 */
// Longer than most: both directions of one end, and what happens to each when the other end goes.
public final class PipeEnd implements MessageEnd, FrameEnd, PeerCheck {
    /** Bytes of each direction's ring: large enough to keep both sides busy, small enough for the processor's cache. */
    private static final long CAPACITY = Long.getLong("procession.pipeBytes", 1L << 18);

    private static final int RING_FILE = 1;
    private static final long PEER_WORD = 0;
    private static final long FLAGS_WORD = 8;
    private static final int READABLE = 1;
    private static final int WRITABLE = 2;
    private static final long ASK_AGAIN_NANOS = 50_000_000;

    private final Session session;
    private final Cell cell;
    private final Cell peer;
    private final Segment incomingSegment;
    private final Segment outgoingSegment;
    private final RingChannel incoming;
    private final RingChannel outgoing;
    private final UseCount uses;
    private final CellDrop drop;

    /** Made before there is no memory for it. */
    private final Runnable wakeOwnWaiters = this::wakeOwnWaiters;

    private volatile boolean readable;
    private volatile boolean writable;
    private volatile long lastAsked;
    private volatile int knownDeaths;

    /** Set once the peer was found gone, which is for ever; its cell may be freed much later. */
    private volatile boolean foundGone;

    /** Record that {@link #receiveArrived} has not read to its end. */
    private final BegunRecord<ReceivedMessage> begun = new BegunRecord<>();

    /** Frame that {@link #receiveArrivedFrames} has not read to its end. */
    private final BegunRecord<ReceivedFrame> begunFrame = new BegunRecord<>();

    private PipeEnd(Session session, Cell cell) throws IOException {
        this.session = session;
        this.cell = cell;
        this.peer = session.cells().at(cell.region().getLong(cell.word(PEER_WORD)));
        int flags = cell.region().getInt(cell.word(FLAGS_WORD));
        this.readable = (flags & READABLE) != 0;
        this.writable = (flags & WRITABLE) != 0;
        this.lastAsked = System.nanoTime() - ASK_AGAIN_NANOS;
        this.incomingSegment = readable ? Segment.open(cell.file(session.directory(), RING_FILE)) : null;
        Segment out = null;
        try {
            out = writable ? Segment.open(peer.file(session.directory(), RING_FILE)) : null;
        } catch (NoSuchFileException e) {
            if (session.cells().isCurrent(peer)) {
                throw e;
            } // else the other end is closed: sending says so
        }
        this.outgoingSegment = out;
        this.incoming = attach(incomingSegment);
        this.outgoing = attach(outgoingSegment);
        this.uses = new UseCount(this::release);
        this.drop = new CellDrop(session, cell.address());
    }

    private RingChannel attach(Segment segment) throws IOException {
        return segment == null ? null : RingChannel.attach(segment.region(), session.processes(), session.token());
    }

    /**
     * Makes a pipe.
     *
     * @param duplex whether both ends send and receive; else the first receives and the second sends
     * @return the addresses of both ends, each held once by this process, for {@link #open}
     * @throws UncheckedIOException if there is no shared memory for it
     */
    public static PipeEnd[] pair(boolean duplex) {
        Session session = Session.current();
        Cell first = session.allocate(CellTypes.PIPE_END);
        Cell second = session.allocate(CellTypes.PIPE_END);
        try {
            prepare(session, first, second, duplex ? READABLE | WRITABLE : READABLE);
            prepare(session, second, first, duplex ? READABLE | WRITABLE : WRITABLE);
            return new PipeEnd[] {new PipeEnd(session, first), new PipeEnd(session, second)};
        } catch (IOException e) {
            session.drop(first.address());
            session.drop(second.address());
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static void prepare(Session session, Cell cell, Cell peer, int flags) throws IOException {
        cell.region().putLong(cell.word(PEER_WORD), peer.address());
        cell.region().putInt(cell.word(FLAGS_WORD), flags);
        if ((flags & READABLE) != 0) {
            cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, RING_FILE);
            cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, RING_FILE);
            try (Segment segment =
                    Segment.create(cell.file(session.directory(), RING_FILE), RingChannel.bytes(CAPACITY))) {
                RingChannel.format(segment.region(), session.processes(), session.token());
            }
        }
    }

    /**
     * Opens an end by its address.
     *
     * @param address of its cell
     * @return the end
     * @throws IllegalStateException if it no longer exists
     */
    public static PipeEnd open(long address) {
        Session session = Session.current();
        Cell cell = session.hold(address);
        try {
            return new PipeEnd(session, cell);
        } catch (IOException e) {
            session.drop(address);
            throw new UncheckedIOException("the connection cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Closes the end when an object is no longer reachable.
     *
     * @param cleaner does it
     * @param owner the object, to which this end must have no reference
     */
    public void closeWith(DropCleaner cleaner, Object owner) {
        cleaner.register(owner, this::close);
    }

    /**
     * Address of this end.
     *
     * @return packed, see {@link io.github.procession.ipc.memory.Shareable#address()}
     */
    public long address() {
        return cell.address();
    }

    /**
     * Whether messages can be received here.
     *
     * @return false for the sending end of a one-way pipe
     */
    @Override
    public boolean isReadable() {
        return readable;
    }

    /**
     * Whether messages can be sent here.
     *
     * @return false for the receiving end of a one-way pipe
     */
    @Override
    public boolean isWritable() {
        return writable;
    }

    /**
     * Sends a value, waiting while the ring is full.
     *
     * @param value what to send
     * @throws IOException if no process has the other end any more, or this end cannot send or is closed
     * @throws InterruptedException if interrupted while waiting; the receiver sees nothing of the message
     */
    @Override
    public void send(Object value) throws IOException, InterruptedException {
        try (Message message = Codec.encode(value)) {
            send(message);
        } finally {
            Reference.reachabilityFence(value); // a shared object that only it has must not be collected before
        }
    }

    /**
     * Sends an encoded value, waiting while the ring is full.
     *
     * @param message what to send; the caller closes it, and keeps its value reachable until then
     * @throws IOException as for {@link #send(Object)}
     * @throws InterruptedException as for {@link #send(Object)}
     */
    public void send(Message message) throws IOException, InterruptedException {
        enterForWriting();
        try {
            write(outgoing(message));
        } finally {
            uses.exit();
        }
    }

    /**
     * Sends encoded values for which the ring has room now; never waits.
     *
     * @param messages what to send, in this order; the caller closes them, and keeps their values reachable until then
     * @return how many were sent: less than all if there is no room for the next one, or if it is too long for one piece
     * @throws IOException as for {@link #send(Object)}; nothing was sent then
     */
    public int trySendAll(Collection<Message> messages) throws IOException {
        enterForWriting();
        try {
            requireReceiver();
            List<OutgoingRecord> records = new ArrayList<>(messages.size());
            for (Message message : messages) {
                records.add(outgoing(message));
            }
            return outgoing.tryWriteAll(records);
        } finally {
            uses.exit();
        }
    }

    private OutgoingRecord outgoing(Message message) {
        session.sending(message.addresses(), peer);
        return new OutgoingRecord(message.addresses(), message.header(), message.headerLength(), message.payload());
    }

    private static BrokenPipeException gone() throws IOException {
        Session.requireNotLeft();
        return new BrokenPipeException("broken pipe: no process has the other end any more");
    }

    /**
     * Sends bytes as one message.
     *
     * @param bytes what to send, from its position to its limit, which stay; copied before this method returns
     * @throws IOException as for {@link #send}
     * @throws InterruptedException as for {@link #send}
     */
    @Override
    public void sendBytes(ByteBuffer bytes) throws IOException, InterruptedException {
        enterForWriting();
        try {
            write(new OutgoingRecord(null, new byte[0], 0, MemorySegment.ofBuffer(bytes)));
        } finally {
            uses.exit();
        }
    }

    private void write(OutgoingRecord record) throws IOException, InterruptedException {
        if (outgoing == null || !outgoing.write(record, this)) {
            throw gone();
        }
    }

    @Override
    public void sendFrame(byte[] before, Message message) throws IOException {
        OutgoingRecord frame = outgoingFrame(before, message);
        boolean interrupted = false;
        enterForWriting();
        try {
            while (true) {
                try {
                    write(frame);
                    return;
                } catch (InterruptedException _) {
                    interrupted = true; // no reader has seen anything of it
                }
            }
        } finally {
            uses.exit();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void sendSign(byte[] frame) throws IOException {
        sendFrame(frame, null);
    }

    /**
     * Sends a frame if there is room for it now; never waits.
     *
     * @param before what comes first
     * @param message the encoded value, null for none; the caller closes it
     * @return false if there is no room, if another thread is sending, or if the frame is too long for one piece
     * @throws IOException as for {@link #sendFrame}
     */
    public boolean trySendFrame(byte[] before, @Nullable Message message) throws IOException {
        OutgoingRecord frame = outgoingFrame(before, message);
        enterForWriting();
        try {
            requireReceiver();
            return outgoing.tryWriteAll(List.of(frame)) == 1;
        } finally {
            uses.exit();
        }
    }

    private static OutgoingRecord outgoingFrame(byte[] before, Message message) {
        byte[] header = message == null ? before : FrameEnd.header(before, message);
        return new OutgoingRecord(null, header, header.length, message == null ? null : message.payload());
    }

    private void requireReceiver() throws IOException {
        if (outgoing == null || foundGone || !session.cells().isCurrent(peer)) {
            throw gone();
        }
    }

    /**
     * Receives the frames that have arrived, and never waits: not for a frame of which only a part has arrived either, whose
     * rest comes with later calls. A frame for which there is no memory stays where it is. One thread at a time may call this.
     *
     * @param most how many frames and parts of frames to receive at most
     * @return the frames, possibly none
     * @throws OutOfMemoryError if there is no memory for the first one; nothing was received then
     * @throws IOException if this end is closed
     * @throws InterruptedException if interrupted while another thread receives
     */
    public List<? extends Frame> receiveArrivedFrames(int most) throws IOException, InterruptedException {
        List<ReceivedFrame> received = new ArrayList<>(most); // which needs no memory while frames leave the ring
        try {
            enterForReading();
            try {
                incoming.readArrived(begunFrame, ReceivedFrame::new, received, most);
            } finally {
                uses.exit();
            }
        } catch (OutOfMemoryError e) {
            if (received.isEmpty()) {
                throw e;
            } // else these have left the ring, and the next one waits there
        }
        return received;
    }

    @Override
    public @Nullable Frame receiveFrame(Deadline deadline) throws IOException, InterruptedException {
        ReceivedFrame frame = new ReceivedFrame();
        enterForReading();
        try {
            ReadOutcome outcome = incoming.read(frame, deadline, this);
            requireNoEnd(outcome);
            return outcome == ReadOutcome.TIMED_OUT ? null : frame;
        } finally {
            uses.exit();
        }
    }

    @Override
    public long transferred() {
        if (!uses.enter()) {
            return 0;
        }
        try {
            return (incoming == null ? 0 : incoming.taken()) + (outgoing == null ? 0 : outgoing.taken());
        } finally {
            uses.exit();
        }
    }

    @Override
    public Object decode(byte[] frame, int offset) {
        return Codec.decode(frame, offset);
    }

    /**
     * Receives all messages that have arrived, without decoding them, waiting until there is one.
     *
     * @param into gets the messages
     * @param most how many to receive at most
     * @param deadline when to give up; a second later at most, when the rest of a message is under way
     * @throws EOFException if nothing is left and no process has the other end any more
     * @throws IOException if this end cannot receive or is closed
     * @throws InterruptedException if interrupted while waiting; nothing was received then
     */
    public void receiveAll(Collection<? super EncodedMessage> into, int most, Deadline deadline)
            throws IOException, InterruptedException {
        enterForReading();
        try {
            requireNoEnd(incoming.readAll(this::newReceived, into, most, deadline, this));
        } finally {
            uses.exit();
        }
    }

    /**
     * Receives the messages that have arrived, without decoding them, and never waits: not for a message of which only a part
     * has arrived either, whose rest comes with later calls. One thread at a time may call this.
     *
     * @param into gets the messages
     * @param most how many messages and parts of messages to receive at most
     * @throws IOException if this end cannot receive or is closed
     * @throws InterruptedException if interrupted while another thread receives
     */
    public void receiveArrived(Collection<? super EncodedMessage> into, int most)
            throws IOException, InterruptedException {
        enterForReading();
        try {
            incoming.readArrived(begun, this::newReceived, into, most);
        } finally {
            uses.exit();
        }
    }

    private ReceivedMessage newReceived() {
        return new ReceivedMessage(session);
    }

    /**
     * Whether something may be received: a look without any lock.
     *
     * @return true if a message has begun to arrive; false also if this end is closed
     */
    public boolean hasArrived() {
        if (!uses.enter()) {
            return false;
        }
        try {
            return incoming != null && incoming.hasArrived();
        } finally {
            uses.exit();
        }
    }

    /**
     * Receives a value, waiting until there is one.
     *
     * @return the value, possibly null
     * @throws EOFException if nothing is left and no process has the other end any more
     * @throws IOException if this end cannot receive or is closed
     * @throws InterruptedException if interrupted while waiting; nothing was received then
     */
    @Override
    public @Nullable Object receive() throws IOException, InterruptedException {
        ReceivedMessage received = new ReceivedMessage(session);
        read(received);
        return received.value();
    }

    /**
     * Receives a message as bytes, waiting until there is one. A message that is too long is dropped, and this end can
     * receive no more.
     *
     * @param maxLength the longest message that is welcome
     * @return the bytes
     * @throws IOException as for {@link #receive}, and when the message is too long
     * @throws InterruptedException as for {@link #receive}
     */
    @Override
    public byte[] receiveBytes(long maxLength) throws IOException, InterruptedException {
        RawBytes raw = RawBytes.upTo(maxLength);
        read(raw);
        long length = raw.length();
        if (length > maxLength) {
            readable = false;
            if (!writable) {
                close();
            }
            throw new IOException("bad message length: " + length + " bytes, at most " + maxLength + " are welcome");
        }
        return raw.array();
    }

    /**
     * Receives a message as bytes into memory of the caller, waiting until there is one.
     *
     * @param target where the bytes go, from its position on, which stays
     * @param overflow gets the whole message in an array of its own when it does not fit
     * @return the length of the message
     * @throws IOException as for {@link #receive}
     * @throws InterruptedException as for {@link #receive}
     */
    @Override
    public long receiveBytesInto(ByteBuffer target, byte[][] overflow) throws IOException, InterruptedException {
        RawBytes raw = RawBytes.into(MemorySegment.ofBuffer(target));
        read(raw);
        long length = raw.length();
        overflow[0] = raw.array();
        return length;
    }

    private void read(Sink sink) throws IOException, InterruptedException {
        enterForReading();
        try {
            requireNoEnd(incoming.read(sink, Deadline.FOREVER, this));
        } finally {
            uses.exit();
        }
    }

    private void requireNoEnd(ReadOutcome outcome) throws IOException {
        if (outcome == ReadOutcome.END) {
            requireOpen();
            throw new EOFException("end of pipe: no process has the other end any more");
        }
    }

    /** Refuses to take the end of this end, or of all, for that of the other end. */
    private void requireOpen() throws IOException {
        Session.requireNotLeft();
        if (uses.isClosed()) {
            throw new IOException("the connection was closed while it was received from");
        }
    }

    /**
     * Waits until a message, or the end of the pipe, can be received without waiting; receives nothing.
     *
     * @param deadline when to give up
     * @return whether there is something
     * @throws IOException if this end cannot receive or is closed
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public boolean poll(Deadline deadline) throws IOException, InterruptedException {
        enterForReading();
        try {
            ReadOutcome outcome = incoming.poll(deadline, this);
            if (outcome == ReadOutcome.END) {
                requireOpen();
            }
            return outcome != ReadOutcome.TIMED_OUT;
        } finally {
            uses.exit();
        }
    }

    /**
     * The event count that is signalled when a message arrives or the other end is closed.
     *
     * @return the event count
     * @throws IOException if this end cannot receive or is closed
     */
    public EventCount arrivals() throws IOException {
        enterForReading();
        uses.exit();
        return incoming.data();
    }

    /**
     * Begins a wait for messages: the memory of this end stays mapped until {@link #endWait}, even if it is closed meanwhile,
     * which wakes those who wait.
     *
     * @return the event count that is signalled when a message arrives or an end is closed; null if this end is closed or
     *     cannot receive, and then the wait has not begun
     */
    public @Nullable EventCount beginWait() {
        if (!uses.enter()) {
            return null;
        }
        if (!readable) {
            uses.exit();
            return null;
        }
        return incoming.data();
    }

    /** Ends a wait that {@link #beginWait} has begun. */
    public void endWait() {
        uses.exit();
    }

    /** What a closed end says, unless the end of the session has closed it. */
    private static IOException closed() throws IOException {
        Session.requireNotLeft();
        return new IOException("the connection is closed");
    }

    private void enterForWriting() throws IOException {
        if (!uses.enter()) {
            throw closed();
        }
        if (!writable) {
            uses.exit();
            throw new IOException("the connection is read-only");
        }
    }

    private void enterForReading() throws IOException {
        if (!uses.enter()) {
            throw closed();
        }
        if (!readable) {
            uses.exit();
            throw new IOException("the connection is write-only");
        }
    }

    @Override
    public boolean isClosed() {
        return foundGone || !session.cells().isCurrent(peer) || uses.isClosed();
    }

    @Override
    public boolean isGone() {
        if (isClosed()) {
            return true;
        }
        long now = System.nanoTime();
        int deaths = session.deaths();
        if (now - lastAsked < ASK_AGAIN_NANOS && deaths == knownDeaths) {
            return false;
        }
        knownDeaths = deaths;
        Cells cells = session.cells();
        if (cells.isReachable(peer)) {
            lastAsked = now;
            return false;
        }
        foundGone = true;
        return true;
    }

    /** Lets go of this end in this process; calls that wait inside come back. Further calls do nothing. */
    @Override
    public void close() {
        if (uses.close(wakeOwnWaiters)) {
            readable = false;
            writable = false;
        }
    }

    /**
     * Whether this end is closed in this process.
     *
     * @return true after {@link #close()}
     */
    @Override
    public boolean hasClosed() {
        return uses.isClosed();
    }

    private void wakeOwnWaiters() {
        if (incoming != null) {
            incoming.wakeAll();
        }
        if (outgoing != null) {
            outgoing.wakeAll();
        }
    }

    /** Lets go of the memory; goes on with that where an earlier call could not finish. */
    private void release() {
        begun.discard();
        if (incoming != null) {
            incoming.discardBegun();
        }
        drop.run();
        wakeOwnWaiters(); // the other end's waiters too: they find this end's cell freed
        if (outgoingSegment != null) {
            outgoingSegment.close();
        }
        if (incomingSegment != null) {
            incomingSegment.close();
        }
    }
}
