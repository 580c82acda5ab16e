package io.github.procession.ipc.net;

import io.github.procession.ipc.codec.AllowedClasses;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.IncomingMessage;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.sync.SpinWait;
import io.github.procession.ipc.transport.BrokenPipeException;
import io.github.procession.ipc.transport.Challenge;
import io.github.procession.ipc.transport.Frame;
import io.github.procession.ipc.transport.FrameEnd;
import io.github.procession.ipc.transport.HeapRoom;
import io.github.procession.ipc.transport.MessageEnd;
import io.github.procession.serialization.DecodeException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection over a socket. Each message is a frame as in CPython: its length in four bytes, big end first, or
 * -1 and the length in eight, then its bytes. An object's bytes are those of {@link Message#toByteArray}.
 *
 * <p><b>If the other side dies</b>, what it had sent as a whole is received, then there is the end. A message of which only a
 * part came is never seen. A send that is interrupted in the middle of a message closes this end, for the other side could
 * not tell where the next message begins.
 */
// Longer than most: sending, receiving and closing share the state of one connection and may meet at any step.
public final class SocketEnd implements MessageEnd, FrameEnd {
    /*
     * An end:   stranger -> open -> write-only -> closed          (closed follows from each of them)
     *
     *   stranger    The handshake uses it, with small buffers.
     *   open        welcome() gives it large ones. If the other side was not asked for a key, its first message may still be
     *               part of a handshake (isUnproven).
     *   write-only  The length of a message was over the limit. Its bytes stay unread, so the next message cannot be found.
     *   closed      by any thread, without a lock: threads that wait in either direction come back.
     *
     * One thread sends and one receives at a time, each under its own lock; neither waits for the other.
     *
     *   send      length, header and payload go into `out`, which is flushed when it is full and at the end. Until the socket
     *             has taken the first byte (begun) an interrupt or an error leaves the connection as it was. After that it
     *             closes the end, unless interrupts are kept for later (sendFrame).
     *   receive   A message that fits into `in` stays there, with its length, until all of it has come: a time limit or an
     *             interrupt before that leaves it to the next call, and so does a lack of memory. A longer one is read to its end
     *             once its length was taken; interrupts are kept for later, and memory for more than is believed is taken as
     *             the bytes come. If there is no memory for it, its bytes are dropped up to the next message.
     *
     * If the other side dies, its kernel still delivers what it had taken, then ends the connection. The other side dies
     *
     *   between messages             what it had sent is received, then there is EOFException.
     *   in the middle of a message   the part is dropped with an EOFException that says so. A value is given out only after its
     *                                last byte, so nobody sees a part of one.
     *   while this side sends        the send fails with BrokenPipeException. Whether a message that went out as a whole was
     *                                received is not known, as with any socket: a sender that must know has the other side answer.
     *   with its machine             nothing comes, not even the end. Calls wait; users of frames send signs of life, set
     *                                deadlines and look at transferred().
     */

    /** Enough for a stranger's handshake. */
    private static final int FIRST_BUFFER_BYTES = 512;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LONG_FRAME = -1;

    /** A length that is believed: memory for a longer message is taken as its bytes come. */
    private static final int BELIEVED_BYTES = 1 << 24;

    private final ByteTransport transport;
    private final SelectableChannel channel;
    private final long maxBytes;
    private final AllowedClasses allowed;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private ByteBuffer in = ByteBuffer.allocate(FIRST_BUFFER_BYTES).flip();
    private final SpinWait spin = SpinWait.ofSystemCalls();
    private int count; // guarded by reading, as are the next
    private IOException failure;

    /** Bytes of the message that is being read which are still to be taken. */
    private long unread;

    /** Bytes that have come, and that have gone; each is changed under its lock only. */
    private volatile long bytesIn;

    private volatile long bytesOut;
    private boolean keepsInterrupts; // guarded by writing, as are the next
    private boolean wasInterrupted;
    private boolean isSign;

    /** Whether a part of the message that is being sent has gone. */
    private boolean begun;

    private ByteBuffer out = ByteBuffer.allocate(FIRST_BUFFER_BYTES);
    private volatile boolean closed;
    private volatile boolean unreadable;

    /** Whether the next message is the first one without a handshake, which the other side may be waiting for. */
    private volatile boolean isUnproven;

    SocketEnd(ByteTransport transport, SelectableChannel channel, long maxBytes, AllowedClasses allowed) {
        this.transport = transport;
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.allowed = allowed;
    }

    /**
     * Gives it buffers of the usual size, now that the other side is no stranger.
     *
     * @param hasKey false if the other side was not asked for a key
     */
    void welcome(boolean hasKey) {
        isUnproven = !hasKey;
        ByteBuffer larger = ByteBuffer.allocateDirect(BUFFER_BYTES);
        in = larger.put(in).flip();
        out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    }

    /**
     * The socket's channel, to wait for among others.
     *
     * @return the channel
     */
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public boolean isReadable() {
        return !closed && !unreadable;
    }

    @Override
    public boolean isWritable() {
        return !closed;
    }

    @Override
    public void send(Object value) throws IOException, InterruptedException {
        try (Message message = Codec.encode(value)) {
            writing.lockInterruptibly();
            try {
                write(null, message);
            } finally {
                writing.unlock();
            }
        }
    }

    @Override
    public void sendFrame(byte[] before, Message message) throws IOException {
        sendFrame(before, message, false);
    }

    @Override
    public void sendSign(byte[] frame) throws IOException {
        sendFrame(frame, null, true);
    }

    private void sendFrame(byte[] before, Message message, boolean isOnlySign) throws IOException {
        writing.lock();
        boolean interrupted = Thread.interrupted();
        try {
            keepsInterrupts = true;
            isSign = isOnlySign;
            write(before, message);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupts are kept", e);
        } finally {
            interrupted |= wasInterrupted;
            wasInterrupted = false;
            keepsInterrupts = false;
            isSign = false;
            writing.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Whether a thread is sending now, which may wait for the other side.
     *
     * @return true if another one would have to wait for it
     */
    public boolean isSending() {
        return writing.isLocked();
    }

    private void write(byte[] before, Message message) throws IOException, InterruptedException {
        if (message == null) {
            write(before.length, before, null, null);
            return;
        }
        byte[] header = FrameEnd.header(before, message);
        MemorySegment payload = message.payload();
        write(header.length + (payload == null ? 0 : payload.byteSize()), header, payload, message);
    }

    @Override
    public void sendBytes(ByteBuffer bytes) throws IOException, InterruptedException {
        writing.lockInterruptibly();
        try {
            write(bytes.remaining(), null, MemorySegment.ofBuffer(bytes), null);
        } finally {
            writing.unlock();
        }
    }

    private void write(long length, byte[] header, MemorySegment payload, Object owner)
            throws IOException, InterruptedException {
        if (closed) {
            throw new IOException("the connection is closed");
        }
        begun = false;
        try {
            out.clear();
            if (length > Integer.MAX_VALUE) {
                out.putInt(LONG_FRAME).putLong(length);
            } else {
                out.putInt((int) length);
            }
            if (header != null) {
                put(MemorySegment.ofArray(header));
            }
            if (payload != null) {
                put(payload);
            }
            flush();
        } catch (InterruptedException | RuntimeException | Error e) {
            if (begun) {
                close(); // the other side could not tell where the next message begins
            }
            throw e;
        } catch (ClosedChannelException e) {
            throw new IOException("the connection was closed while it was sent to", e);
        } catch (IOException e) {
            throw (IOException) new BrokenPipeException("broken pipe: " + e.getMessage()).initCause(e);
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private void put(MemorySegment bytes) throws IOException, InterruptedException {
        long length = bytes.byteSize();
        for (long done = 0; done < length; ) {
            if (!out.hasRemaining()) {
                flush();
                out.clear();
            }
            int part = (int) Math.min(out.remaining(), length - done);
            MemorySegment.copy(bytes, done, MemorySegment.ofBuffer(out), 0, part);
            out.position(out.position() + part);
            done += part;
        }
    }

    private void flush() throws IOException, InterruptedException {
        out.flip();
        while (out.hasRemaining()) {
            int written = transport.write(out);
            if (written == 0) {
                awaitWritable();
            } else {
                begun = true;
                if (!isSign) {
                    bytesOut += written;
                }
            }
        }
        while (transport instanceof TlsTransport tls && !tls.flush()) {
            awaitWritable();
        }
    }

    private void awaitWritable() throws IOException, InterruptedException {
        try {
            transport.awaitWritable();
        } catch (InterruptedException e) {
            if (!keepsInterrupts) {
                throw e;
            }
            wasInterrupted = true;
        }
    }

    @Override
    public Object receive() throws IOException, InterruptedException {
        IncomingMessage incoming = null;
        byte[] frame = null;
        enterReading();
        try {
            long length = frameLength(Deadline.FOREVER);
            checkLength(length, maxBytes);
            if (length < 4 || isShort(length) || allowed != null && length > BELIEVED_BYTES) {
                frame = frame(length, Deadline.FOREVER);
            } else {
                incoming = begin(length);
            }
        } finally {
            reading.unlock();
        }
        if (incoming == null) {
            Challenge.requireNone(frame, this);
        }
        if (isUnproven) { // a volatile store for each object would cost more than the look
            isUnproven = false;
        }
        return incoming == null ? decode(frame, 0) : asAllowed(incoming::finish);
    }

    /** Reads a long message whose length is believed straight to where it belongs. */
    private IncomingMessage begin(long length) throws IOException {
        byte[] prefix = new byte[4];
        skipLength(length);
        try {
            readFully(MemorySegment.ofArray(prefix));
            int headerLength =
                    ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (headerLength < 0 || headerLength > length - 4) {
                close();
                throw new IOException("damaged message: a header of " + headerLength + " in " + length + " bytes");
            }
            long payloadLength = length - 4 - headerLength;
            HeapRoom.require(headerLength, payloadLength);
            byte[] header = new byte[headerLength];
            readFully(MemorySegment.ofArray(header));
            IncomingMessage incoming = Codec.begin(header, 0, headerLength, payloadLength);
            if (payloadLength > 0) {
                readFully(incoming.payload());
            }
            return incoming;
        } catch (RuntimeException | OutOfMemoryError e) {
            skipRest();
            throw e;
        }
    }

    @Override
    public Object decode(byte[] frame, int offset) {
        return asAllowed(() -> Codec.decode(frame, offset));
    }

    /**
     * Allows more classes whose objects the other side may send, where not all are allowed.
     *
     * @param patterns their names, see {@link AllowedClasses}
     */
    public void allow(List<String> patterns) {
        if (allowed != null) {
            allowed.allow(patterns);
        }
    }

    /** Decodes with no other classes than the other side may name. */
    private Object asAllowed(Supplier<Object> decoding) {
        if (allowed == null) {
            return decoding.get();
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(allowed);
        try {
            return decoding.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public byte[] receiveBytes(long maxLength) throws IOException, InterruptedException {
        return receiveBytes(maxLength, Deadline.FOREVER);
    }

    @Override
    public @Nullable Frame receiveFrame(Deadline deadline) throws IOException, InterruptedException {
        enterReading();
        try {
            long length = frameLength(deadline);
            if (length < 0) {
                return null;
            }
            checkLength(length, maxBytes);
            SocketFrame frame = new SocketFrame(); // which needs no memory when its bytes have left the buffer
            if (isShort(length)) {
                frame.bytes = shortFrame((int) length, deadline);
                return frame.bytes == null ? null : frame;
            }
            byte[] head = new byte[(int) Math.min(length, Frame.KEPT_BYTES)];
            try {
                frame.bytes = longFrame(length, head);
            } catch (DecodeException | OutOfMemoryError e) {
                frame.bytes = head;
                frame.refusal = e;
            }
            return frame;
        } finally {
            reading.unlock();
        }
    }

    /** Frame that has left the socket. */
    private static final class SocketFrame implements Frame {
        private byte[] bytes;
        private Throwable refusal;

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public @Nullable Throwable refusal() {
            return refusal;
        }
    }

    /**
     * Receives a message as bytes, waiting until there is one.
     *
     * @param maxLength the longest message that is welcome
     * @param deadline when to give up
     * @return the bytes; null when the time was over
     * @throws IOException as for {@link #receive}, and when the message is too long
     * @throws InterruptedException as for {@link #receive}
     */
    public byte @Nullable [] receiveBytes(long maxLength, Deadline deadline) throws IOException, InterruptedException {
        enterReading();
        try {
            long length = frameLength(deadline);
            if (length < 0) {
                return null;
            }
            checkLength(length, Math.min(maxLength, maxBytes));
            return frame(length, deadline);
        } finally {
            reading.unlock();
        }
    }

    /**
     * Whether no message has been received as an object or refused yet, and the other side was not asked for a key: then the
     * first one may be part of a handshake for which that waits.
     *
     * @return true once at most
     */
    public boolean takeUnproven() {
        boolean was = isUnproven;
        isUnproven = false;
        return was;
    }

    @Override
    public long transferred() {
        return bytesIn + bytesOut;
    }

    @Override
    public long receiveBytesInto(ByteBuffer target, byte[][] overflow) throws IOException, InterruptedException {
        byte[] message = receiveBytes(Long.MAX_VALUE);
        if (message.length > target.remaining()) {
            overflow[0] = message;
        } else {
            target.put(target.position(), message);
        }
        return message.length;
    }

    @Override
    public boolean poll(Deadline deadline) throws IOException, InterruptedException {
        long left = deadline.left();
        if (left > 0) {
            if (!reading.tryLock(left, TimeUnit.NANOSECONDS)) {
                return false;
            }
        } else if (!reading.tryLock()) {
            return false;
        }
        try {
            checkReadable();
            return in.hasRemaining() || fill(deadline) != 0;
        } finally {
            reading.unlock();
        }
    }

    private void enterReading() throws IOException, InterruptedException {
        reading.lockInterruptibly();
        try {
            checkReadable();
        } catch (IOException e) {
            reading.unlock();
            throw e;
        }
    }

    private void checkReadable() throws IOException {
        if (closed) {
            throw new IOException("the connection is closed");
        }
        if (unreadable) {
            throw new IOException("the connection is write-only: a message was too long");
        }
    }

    /** Length of the next message, which stays in the buffer with its length; -1 when the time was over. */
    private long frameLength(Deadline deadline) throws IOException, InterruptedException {
        if (!require(4, deadline)) {
            return -1;
        }
        int length = in.getInt(in.position());
        if (length != LONG_FRAME) {
            return length < 0 ? Long.MAX_VALUE : length;
        }
        if (!require(12, deadline)) {
            return -1;
        }
        long longLength = in.getLong(in.position() + 4);
        return longLength < 0 ? Long.MAX_VALUE : longLength;
    }

    private void checkLength(long length, long limit) throws IOException {
        if (length > limit) {
            unreadable = true; // the rest of it cannot be told from the next message
            throw new IOException("bad message length: " + length + " bytes, at most " + limit + " are welcome");
        }
    }

    private void skipLength(long length) {
        in.position(in.position() + (hasLongLength() ? 12 : 4));
        unread = length;
    }

    private boolean hasLongLength() {
        return in.getInt(in.position()) == LONG_FRAME;
    }

    /** Drops what is left of a message for which there is no memory; closes this end if there is none for that either. */
    private void skipRest() throws IOException {
        try {
            while (unread > 0) {
                if (!in.hasRemaining()) {
                    fillFully();
                }
                int count = (int) Math.min(in.remaining(), unread);
                in.position(in.position() + count);
                unread -= count;
            }
        } catch (RuntimeException | Error e) {
            close(); // the next message cannot be found
            throw e;
        }
    }

    /** Whether a message fits into the buffer with its length, and stays there until all of it has come. */
    private boolean isShort(long length) {
        return length + 4 <= in.capacity() && !hasLongLength();
    }

    /** Takes the bytes of a message; null when the time was over and all of it is still to come. */
    private byte @Nullable [] frame(long length, Deadline deadline) throws IOException, InterruptedException {
        return isShort(length) ? shortFrame((int) length, deadline) : longFrame(length, new byte[0]);
    }

    private byte @Nullable [] shortFrame(int length, Deadline deadline) throws IOException, InterruptedException {
        if (!require(length + 4, deadline)) {
            return null;
        }
        byte[] frame = new byte[length]; // before anything is taken
        in.get(in.position() + 4, frame);
        in.position(in.position() + 4 + length);
        return frame;
    }

    /**
     * Takes a message that does not fit into the buffer. If there is no memory for it, its bytes are dropped.
     *
     * @param head gets the first bytes in any case
     */
    private byte[] longFrame(long length, byte[] head) throws IOException {
        if (length > Integer.MAX_VALUE - 8) {
            unreadable = true;
            throw new IOException("a message of " + length + " bytes does not fit into one array");
        }
        skipLength(length);
        try {
            readFully(MemorySegment.ofArray(head));
            HeapRoom.require(0, length);
            byte[] frame = Arrays.copyOf(head, (int) Math.min(length, BELIEVED_BYTES));
            int done = head.length;
            while (true) {
                readFully(MemorySegment.ofArray(frame).asSlice(done));
                done = frame.length;
                if (done == length) {
                    return frame;
                }
                frame = Arrays.copyOf(frame, (int) Math.min(length, 2L * done));
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            skipRest();
            throw e;
        }
    }

    /** Reads a part of a message that has begun. */
    private void readFully(MemorySegment target) throws IOException {
        long length = target.byteSize();
        for (long done = 0; done < length; ) {
            if (!in.hasRemaining()) {
                fillFully();
            }
            int count = (int) Math.min(in.remaining(), length - done);
            MemorySegment.copy(MemorySegment.ofBuffer(in), 0, target, done, count);
            in.position(in.position() + count);
            unread -= count;
            done += count;
        }
    }

    /** Adds what comes of a message that has begun; an interrupt is kept for later. */
    private void fillFully() throws IOException {
        boolean interrupted = false;
        try {
            while (!in.hasRemaining()) {
                try {
                    if (fill(Deadline.FOREVER) < 0) {
                        throw new EOFException("the other side closed the connection in the middle of a message");
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has that many bytes in the buffer; false when the time was over before. */
    private boolean require(int bytes, Deadline deadline) throws IOException, InterruptedException {
        while (in.remaining() < bytes) {
            boolean begun = in.hasRemaining();
            int n = fill(deadline);
            if (n < 0) {
                throw new EOFException(
                        begun
                                ? "the other side closed the connection in the middle of a message"
                                : "the other side closed the connection");
            }
            if (n == 0) {
                return false;
            }
        }
        return true;
    }

    /** Adds what comes to the buffer: how many bytes, 0 when the time was over, -1 at the end. */
    private int fill(Deadline deadline) throws IOException, InterruptedException {
        in.compact();
        try {
            while (true) {
                if (deadline.left() <= 0 ? read() : spin.spinUntil(this::read)) {
                    return count();
                }
                if (!awaitReadable(deadline)) {
                    return 0;
                }
            }
        } catch (ClosedChannelException e) {
            throw new IOException("the connection was closed while it was received from", e);
        } finally {
            in.flip();
        }
    }

    /** Waits for what may be read, as tools see it; false when the time was over. */
    private boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException {
        try (ShownWait wait = ShownWait.of(Awaited.SOCKET_MESSAGE, 0)) {
            while (!transport.awaitReadable(Deadline.after(wait.part(deadline.left()), TimeUnit.NANOSECONDS))) {
                if (deadline.left() <= 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reads what has come, if anything has or the end was reached; {@link #count} tells. */
    private boolean read() {
        try {
            count = transport.read(in);
            return count != 0;
        } catch (IOException e) {
            failure = e;
            return true;
        }
    }

    private int count() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            failure = null;
            throw failed;
        }
        bytesIn += Math.max(count, 0);
        return count;
    }

    @Override
    public void close() {
        closed = true;
        transport.close();
    }

    @Override
    public boolean hasClosed() {
        return closed;
    }
}
